import { get, post, remove } from '$api/client';
import type { Judge, TakenJudgements } from '$api/quality-types';

export async function fetchJudges(campaign: string): Promise<Judge[]> {
  return (await get<{ results: Judge[] }>(`campaigns/${campaign}/judges`)).results;
}

/** All of the file is stored or nothing; `bad_lines` says in its details which lines are wrong. */
export function sendJudgements(campaign: string, file: File): Promise<TakenJudgements> {
  const form = new FormData();
  form.append('file', file);
  return post(`campaigns/${campaign}/judges`, form);
}

export function removeJudge(campaign: string, judge: number): Promise<void> {
  return remove(`campaigns/${campaign}/judges/${judge}`);
}
