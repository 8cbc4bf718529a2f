import { get, put, putAgain, query } from '$api/client';
import type { Campaign, CampaignRow, Consent, HistoryRow, OwnWork, Page, QueueReply } from '$api/types';

export async function fetchCampaigns(): Promise<CampaignRow[]> {
  const page = await get<Page<CampaignRow>>('campaigns');
  return page.results;
}

export function fetchCampaign(id: string): Promise<Campaign> {
  return get(`campaigns/${id}`);
}

/** Claim, renewal and resume in one: all my live assignments, topped up to `hold`. */
export function fetchQueue(id: string, hold: number): Promise<QueueReply> {
  return putAgain(`campaigns/${id}/queue`, { hold });
}

export function fetchHistory(id: string, cursor: string | null): Promise<Page<HistoryRow>> {
  return get(`campaigns/${id}/history${query({ cursor })}`);
}

export function fetchConsent(id: string): Promise<Consent> {
  return get(`campaigns/${id}/consent`);
}

export function giveConsent(id: string, version: number, optOuts: string[], locale: string): Promise<Consent> {
  return put(`campaigns/${id}/consent`, { version, opt_outs: optOuts, locale });
}

/** `since`: the beginning of the reader's day. */
export function fetchOwnWork(id: string, since: Date): Promise<OwnWork> {
  return get(`campaigns/${id}/own-work${query({ since: since.toISOString() })}`);
}
