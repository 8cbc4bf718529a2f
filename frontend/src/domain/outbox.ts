/** What waits on this computer to be sent, and what a reply means for it. */
import type { Failure } from '$domain/failure';
import { asksToSignIn, isPassing } from '$domain/failure';
import type { Answers, Value } from '$domain/protocol';

export type Act =
  | { kind: 'stage'; stage: string; body: { answers: Answers } & Record<string, unknown> }
  | { kind: 'skip'; reason: string; note: string }
  | { kind: 'report'; about: string[]; note: string }
  | { kind: 'release' };

export interface Entry {
  /** Ascending in the order in which things were done. */
  id: number;
  user: string;
  campaign: string;
  assignment: string;
  act: Act;
  /** When it was done, in milliseconds since 1970. */
  at: number;
  /** Why the server refused it; such an entry is set aside and not sent again by itself. */
  refusal: { code: string; message: string } | null;
}

export type NewEntry = Omit<Entry, 'id' | 'refusal'>;

/** `done`: leave the outbox; `aside`: keep with the reason; `later`: try again; `sign-in`: when the person is back. */
export type Verdict = 'done' | 'aside' | 'later' | 'sign-in';

export function verdictOn(act: Act, failure: Failure): Verdict {
  if (asksToSignIn(failure)) return 'sign-in';
  if (isPassing(failure)) return 'later';
  if (failure.code !== 'already_answered' || act.kind !== 'stage') return 'aside';
  return sameAnswers(act.body.answers, failure.details['stored']) ? 'done' : 'aside';
}

function plain(value: Value | Record<string, Value>): unknown {
  if (Array.isArray(value)) return [...value].sort();
  if (typeof value !== 'object') return value;
  return Object.entries(value)
    .map(([key, one]) => [key, plain(one)])
    .sort(([one], [other]) => (String(one) < String(other) ? -1 : 1));
}

/** Whether two sets of answers say the same; the order of ticked labels does not matter. */
export function sameAnswers(mine: Answers, stored: unknown): boolean {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return false;
  return JSON.stringify(plain(mine as Record<string, Value>)) === JSON.stringify(plain(stored as Record<string, Value>));
}

/** Milliseconds to the next attempt: doubling from one second to one minute, spread by `chance` (0 to 1). */
export function delayAfter(failures: number, chance: number): number {
  const full = Math.min(60_000, 1_000 * 2 ** Math.max(0, failures - 1));
  return Math.round(full * (0.5 + chance / 2));
}

/** What a person takes along of answers that could not be sent. */
export function exported(entries: readonly Entry[]): string {
  const rows = entries.map(({ assignment, campaign, act, at, refusal }) => ({
    campaign,
    assignment,
    done_at: new Date(at).toISOString(),
    ...act,
    refusal,
  }));
  return `${JSON.stringify(rows, null, 2)}\n`;
}
