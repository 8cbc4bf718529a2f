import { networkError, unreadableError } from '$api/error';

/** A whole clip, fetched behind everything else so that it is never in the way of a submit. */
export async function fetchClip(url: string, signal: AbortSignal): Promise<Blob> {
  const response = await reach(url, signal);
  if (!response.ok) throw unreadableError(response.status);
  return response.blob();
}

async function reach(url: string, signal: AbortSignal): Promise<Response> {
  try {
    return await fetch(url, { credentials: 'same-origin', priority: 'low', signal });
  } catch {
    throw networkError();
  }
}
