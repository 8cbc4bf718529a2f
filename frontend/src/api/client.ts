import { readProblem } from '$domain/problem';
import type { components } from './schema';

export type Session = components['schemas']['SessionOutput'];

/** Whatever went wrong between the page and the server, with a sentence to show. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
  ) {
    super(message);
  }
}

const OFFLINE = 'The server cannot be reached. Check the connection and try again.';

const csrfToken = (): string => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? '';

async function json(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    return undefined;
  }
}

async function send(method: string, path: string, body?: unknown): Promise<unknown> {
  const headers = { 'Content-Type': 'application/json', 'X-CSRFToken': csrfToken() };
  const content = body === undefined ? {} : { body: JSON.stringify(body) };
  const response = await fetch(`/api/${path}`, { method, headers, ...content }).catch(() => {
    throw new ApiError(0, 'offline', OFFLINE);
  });
  if (response.status === 204) return undefined;
  const reply = await json(response);
  if (response.ok && reply !== undefined) return reply;
  const problem = readProblem(reply);
  throw new ApiError(response.status, problem.code, problem.message);
}

export async function fetchSession(): Promise<Session> {
  return (await send('GET', 'session')) as Session;
}

export async function signIn(name: string, password: string): Promise<Session> {
  return (await send('POST', 'session', { name, password })) as Session;
}

export async function signOut(): Promise<void> {
  await send('DELETE', 'session');
}

export async function changePassword(current: string, next: string): Promise<void> {
  await send('PUT', 'session/password', { current, new: next });
}
