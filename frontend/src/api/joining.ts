import { post, put } from '$api/client';
import type { Invited, Joined } from '$api/types';

/** What an invitation leads to. Its token goes in the body: addresses are written down on the way. */
export function openInvitation(token: string): Promise<Invited> {
  return post('joining', { token });
}

export function join(token: string): Promise<Joined> {
  return put('joining/membership', { token });
}

/** Makes the account, joins, and is signed in. */
export function joinWithNewAccount(token: string, name: string, password: string): Promise<Joined> {
  return post('joining/account', { token, name, password });
}
