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
