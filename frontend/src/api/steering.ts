import { get, post, put, remove } from '$api/client';
import type { Care } from '$api/types';
import type { CampaignRow, CampaignWish, ManagedCampaign, Member, Overview, Pay, Terms } from '$api/manage-types';

export async function fetchCampaignRows(): Promise<CampaignRow[]> {
  const page = await get<{ results: CampaignRow[] }>('campaigns');
  return page.results;
}

export function fetchManaged(id: string): Promise<ManagedCampaign> {
  return get(`campaigns/${id}`);
}

export function openCampaign(wish: CampaignWish): Promise<ManagedCampaign> {
  return post('campaigns', wish);
}

export function fetchOverview(id: string): Promise<Overview> {
  return get(`campaigns/${id}/overview`);
}

export function changeState(id: string, state: 'open' | 'paused' | 'closed'): Promise<ManagedCampaign> {
  return put(`campaigns/${id}/state`, { state });
}

export function changeOverlap(id: string, overlap: number): Promise<ManagedCampaign> {
  return put(`campaigns/${id}/overlap`, { overlap });
}

export function changeGuidelines(id: string, guidelines: string): Promise<ManagedCampaign> {
  return put(`campaigns/${id}/guidelines`, { guidelines });
}

/** Opens places for the pairs that the corpus got since the campaign was opened. */
export function takeInNewPairs(id: string): Promise<ManagedCampaign> {
  return put(`campaigns/${id}/new-pairs`, {});
}

export async function fetchMembers(id: string): Promise<Member[]> {
  const page = await get<{ results: Member[] }>(`campaigns/${id}/memberships`);
  return page.results;
}

export function enrol(id: string, user: string, role: Member['role']): Promise<Member> {
  return post(`campaigns/${id}/memberships`, { user, role });
}

export function removeMember(id: number): Promise<void> {
  return remove(`memberships/${String(id)}`);
}

export function changeCare(id: string, care: Care): Promise<ManagedCampaign> {
  return put(`campaigns/${id}/care`, care);
}

export function changeTerms(id: string, terms: Terms): Promise<ManagedCampaign> {
  return put(`campaigns/${id}/terms`, terms);
}

/** What everybody earned; each look is in the audit trail. */
export function fetchPay(id: string): Promise<Pay> {
  return get(`campaigns/${id}/pay`);
}
