import { type ApiError, errorOf, networkError, unreadableError } from '$api/error';

type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Asked when the session is over: shows the sign-in dialog and answers whether the same person is back. */
let askToSignIn: () => Promise<boolean> = () => Promise.resolve(false);

export function onSessionOver(ask: () => Promise<boolean>): void {
  askToSignIn = ask;
}

export function csrfToken(): string {
  return /(?:^|;\s*)csrftoken=([^;]*)/.exec(document.cookie)?.[1] ?? '';
}

function requestOf(method: Method, body: unknown): RequestInit {
  const headers: Record<string, string> = { Accept: 'application/json' };
  if (method !== 'GET') headers['X-CSRFToken'] = csrfToken();
  const request: RequestInit = { method, headers, credentials: 'same-origin' };
  if (body instanceof FormData) return { ...request, body };
  if (body === undefined) return request;
  headers['Content-Type'] = 'application/json';
  return { ...request, body: JSON.stringify(body) };
}

/** `patience`: milliseconds after which a server that says nothing counts as not reached. */
async function send(path: string, request: RequestInit, patience?: number): Promise<Response> {
  try {
    return await fetch(`/api/${path}`, patience === undefined ? request : { ...request, signal: AbortSignal.timeout(patience) });
  } catch {
    throw networkError();
  }
}

async function read(response: Response): Promise<unknown> {
  if (response.status === 204) return undefined;
  if (!response.headers.get('Content-Type')?.includes('json')) throw unreadableError(response.status);
  try {
    return await response.json();
  } catch {
    throw unreadableError(response.status);
  }
}

async function once(method: Method, path: string, body: unknown, patience?: number): Promise<unknown> {
  return readReply(await send(path, requestOf(method, body), patience));
}

/** The body of a good reply; any other becomes the ApiError that it says. */
export async function readReply(response: Response): Promise<unknown> {
  const reply = await read(response);
  if (!response.ok) throw errorOf(response.status, reply);
  return reply;
}

async function isCured(problem: ApiError): Promise<boolean> {
  if (problem.code === 'not_signed_in') return askToSignIn();
  if (problem.code !== 'csrf_failed') return false;
  await once('GET', 'session', undefined); // sets a fresh CSRF cookie
  return true;
}

/** A stale token and a session that is over can come one after the other. */
const MOST_CURES = 2;

/** One request; when the session is over it is sent once more after signing in. */
export async function retried<T>(request: () => Promise<T>): Promise<T> {
  for (let cures = 0; ; cures += 1) {
    try {
      return await request();
    } catch (error) {
      if (cures === MOST_CURES || !(await isCured(error as ApiError))) throw error;
    }
  }
}

function call(method: Method, path: string, body?: unknown, patience?: number): Promise<unknown> {
  return retried(() => once(method, path, body, patience));
}

export async function get<T>(path: string): Promise<T> {
  return (await call('GET', path)) as T;
}

export async function post<T>(path: string, body?: unknown): Promise<T> {
  return (await call('POST', path, body)) as T;
}

export async function put<T>(path: string, body: unknown): Promise<T> {
  return (await call('PUT', path, body)) as T;
}

const PATIENCE = 30_000;

/** What can be done twice, of the work at hand: nothing behind it waits for a server that never answers. */
export async function putAgain<T>(path: string, body: unknown): Promise<T> {
  return (await call('PUT', path, body, PATIENCE)) as T;
}

export async function remove(path: string): Promise<void> {
  await call('DELETE', path);
}

/** `a=1&b=2` with a leading `?`, or nothing: entries without a value are left out. */
export function query(entries: Record<string, string | number | null | undefined>): string {
  const given = Object.entries(entries).filter(([, value]) => value !== null && value !== undefined && value !== '');
  const search = new URLSearchParams(given.map(([key, value]) => [key, String(value)]));
  return search.size ? `?${search.toString()}` : '';
}
