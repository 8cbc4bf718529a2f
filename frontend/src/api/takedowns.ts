import { get, post, put, query } from '$api/client';
import type { Effects, Takedown, Withdrawal } from '$api/manage-types';
import type { Page } from '$api/types';

export interface Thing {
  kind: 'prompt' | 'video' | 'pair';
  id: number;
}

export interface TakedownFilter {
  state?: string;
  corpus?: string;
}

export function fetchTakedowns(filter: TakedownFilter, cursor: string | null = null): Promise<Page<Takedown> & { held: number }> {
  return get(`takedowns${query({ ...filter, cursor })}`);
}

/** Says what a withdrawal would do; nothing is done. */
export async function previewWithdrawal(thing: Thing): Promise<Effects> {
  const reply = await post<Withdrawal>('takedowns', { ...thing, preview: true });
  return reply.effects;
}

export function withdraw(thing: Thing, reason: string, deleteFiles: boolean): Promise<Withdrawal> {
  return post('takedowns', { ...thing, reason, delete_files: deleteFiles });
}

export function decide(takedown: string, decision: 'release' | 'withdraw', reason: string, deleteFiles: boolean): Promise<Takedown> {
  return put(`takedowns/${takedown}/decision`, { decision, reason, delete_files: deleteFiles });
}

export function restore(takedown: string): Promise<Takedown> {
  return put(`takedowns/${takedown}/restoration`, {});
}
