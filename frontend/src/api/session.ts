import { get, post, put, remove } from '$api/client';
import type { SessionReply } from '$api/types';

export function fetchSession(): Promise<SessionReply> {
  return get('session');
}

export function signIn(name: string, password: string): Promise<SessionReply> {
  return post('session', { name, password });
}

export function signOut(): Promise<void> {
  return remove('session');
}

export async function changePassword(current: string, wanted: string): Promise<void> {
  await put('session/password', { current, new: wanted });
}

/** The language that the server's words for this person are in: a protocol's questions and guidance. */
export async function changeLocale(locale: string): Promise<void> {
  await put('session/locale', { locale });
}
