import { get, post, put, query, remove } from '$api/client';
import type { AnswerRow, Consensus, ConsensusMethod, Dashboard, Extra, PairHistory, Report } from '$api/quality-types';
import type { Page } from '$api/types';
import type { Answers } from '$domain/protocol';

/** Counts and hours are those of the time from `since` on and before `until`; empty leaves an end open. */
export function fetchDashboard(campaign: string, within: { since: string; until: string }): Promise<Dashboard> {
  return get(`campaigns/${campaign}/dashboard${query(within)}`);
}

export function fetchReport(campaign: string): Promise<Report> {
  return get(`campaigns/${campaign}/figures`);
}

export function requestReport(campaign: string): Promise<{ state: string }> {
  return post(`campaigns/${campaign}/figures`);
}

/** The finished assignments behind a number; `filter` is what its link says. */
export function fetchAnswers(campaign: string, filter: Record<string, string>, cursor: string | null): Promise<Page<AnswerRow>> {
  return get(`campaigns/${campaign}/answers${query({ ...filter, cursor })}`);
}

export function fetchPairHistory(campaign: string, pair: string): Promise<PairHistory> {
  return get(`campaigns/${campaign}/judged-pairs/${encodeURIComponent(pair)}`);
}

/** Settle a pair: what is decided wins over the majority. */
export function decidePair(campaign: string, pair: number, answers: Answers, reason: string): Promise<PairHistory> {
  return put(`campaigns/${campaign}/judged-pairs/${pair}/adjudication`, { answers, reason });
}

export function undoDecision(campaign: string, pair: number): Promise<void> {
  return remove(`campaigns/${campaign}/judged-pairs/${pair}/adjudication`);
}

export function fetchConsensus(campaign: string): Promise<Consensus> {
  return get(`campaigns/${campaign}/consensus-method`);
}

/** Weigh the labels so from now on; snapshots that were taken stay. */
export function changeConsensus(campaign: string, method: ConsensusMethod): Promise<Consensus> {
  return put(`campaigns/${campaign}/consensus-method`, { method });
}

/** What so many places more would come to on the pairs with the most to gain, and what was added. */
export function fetchExtra(campaign: string, pairs: number, each: number): Promise<Extra> {
  return get(`campaigns/${campaign}/extra-places${query({ pairs: String(pairs), each: String(each) })}`);
}

export function addExtra(campaign: string, pairs: number, each: number): Promise<Extra> {
  return post(`campaigns/${campaign}/extra-places`, { pairs, each });
}

/** Retire those of them that nobody has taken. */
export function undoExtra(extra: number): Promise<void> {
  return remove(`extra-places/${String(extra)}`);
}
