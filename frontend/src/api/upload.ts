import { csrfToken, retried } from '$api/client';
import { errorOf, networkError, stoppedError, unreadableError } from '$api/error';

/** How many bytes have left, and of how many. */
export type OnProgress = (sent: number, total: number) => void;

function replyOf(request: XMLHttpRequest): unknown {
  try {
    return JSON.parse(request.responseText) as unknown;
  } catch {
    throw unreadableError(request.status);
  }
}

function goodReplyOf(request: XMLHttpRequest): unknown {
  const reply = replyOf(request);
  if (request.status >= 400) throw errorOf(request.status, reply);
  return reply;
}

function once(path: string, form: FormData, onProgress: OnProgress, signal: AbortSignal): Promise<unknown> {
  return new Promise((resolve, reject: (error: Error) => void) => {
    const request = new XMLHttpRequest();
    request.open('POST', `/api/${path}`);
    request.setRequestHeader('Accept', 'application/json');
    request.setRequestHeader('X-CSRFToken', csrfToken());
    request.upload.addEventListener('progress', (event) => {
      onProgress(event.loaded, event.total);
    });
    request.addEventListener('load', () => {
      try {
        resolve(goodReplyOf(request));
      } catch (error) {
        reject(error as Error);
      }
    });
    request.addEventListener('error', () => { reject(networkError()); });
    request.addEventListener('abort', () => { reject(stoppedError()); });
    signal.addEventListener('abort', () => { request.abort(); });
    request.send(form);
  });
}

/** A form with files, sent with progress (which `fetch` does not tell); stops when the signal says so. */
export async function upload<T>(path: string, form: FormData, onProgress: OnProgress, signal: AbortSignal): Promise<T> {
  return (await retried(() => once(path, form, onProgress, signal))) as T;
}
