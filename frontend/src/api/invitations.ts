import { get, post, put } from '$api/client';
import type { Invitation, InvitationWish, NewInvitation } from '$api/manage-types';

export async function fetchInvitations(campaign: string): Promise<Invitation[]> {
  const page = await get<{ results: Invitation[] }>(`campaigns/${campaign}/invitations`);
  return page.results;
}

/** The token of the link is told this once. */
export function invite(campaign: string, wish: InvitationWish): Promise<NewInvitation> {
  return post(`campaigns/${campaign}/invitations`, wish);
}

export function revokeInvitation(id: string): Promise<Invitation> {
  return put(`invitations/${id}/revocation`, {});
}
