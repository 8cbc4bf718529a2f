/** What a manager chooses for a snapshot, and what of it the server is asked for. */

export const FORMATS = ['jsonl', 'safesora', 'consensus', 'parquet', 'dpo', 'videoreward', 'videofeedback', 'genai_arena'] as const;
export type Format = (typeof FORMATS)[number];

export const CLIPS = ['none', 'renditions', 'originals', 'packed', 'packedOriginals'] as const;
export type Clips = (typeof CLIPS)[number];

export const SECONDS = ['exact', 'whole', 'ten', 'none'] as const;
export type Seconds = (typeof SECONDS)[number];

/** As it stands in the form: numbers and times are what was typed. */
export interface Draft {
  formats: Format[];
  clips: Clips;
  shardMb: string;
  audience: string;
  seconds: Seconds;
  notes: boolean;
  since: string;
  until: string;
  promptType: '' | 'safety_neutral' | 'safety_critical';
  minimum: string;
  without: string[];
  acceptedOnly: boolean;
  /** How labels are weighed; empty is as the campaign has them weighed. */
  method: '' | 'majority' | 'dawid_skene';
}

export interface Wish {
  formats: Format[];
  videos: boolean;
  originals: boolean;
  shard_mb: number;
  information_key: string;
  audience: string;
  seconds: Seconds;
  notes: boolean;
  since: string | null;
  until: string | null;
  prompt_type: 'safety_neutral' | 'safety_critical' | null;
  minimum_answers: number;
  without_annotators: string[];
  accepted_only: boolean;
  consensus_method: 'majority' | 'dawid_skene' | null;
}

export function emptyDraft(): Draft {
  return {
    formats: [],
    clips: 'none',
    shardMb: '500',
    audience: 'public',
    seconds: 'exact',
    notes: false,
    since: '',
    until: '',
    promptType: '',
    minimum: '1',
    without: [],
    acceptedOnly: false,
    method: '',
  };
}

/** Times were typed in the reader's own zone. Clips come only with the published shape. */
export function wishOf(draft: Draft): Wish {
  const clips = draft.formats.includes('safesora') ? draft.clips : 'none';
  const isPacked = clips === 'packed' || clips === 'packedOriginals';
  return {
    formats: draft.formats,
    videos: clips !== 'none',
    originals: clips === 'originals' || clips === 'packedOriginals',
    shard_mb: isPacked ? Number(draft.shardMb) : 0,
    information_key: 'information',
    audience: draft.audience.trim(),
    seconds: draft.seconds,
    notes: draft.notes,
    since: momentOf(draft.since),
    until: momentOf(draft.until),
    prompt_type: draft.promptType || null,
    minimum_answers: Number(draft.minimum),
    without_annotators: draft.without,
    accepted_only: draft.acceptedOnly,
    consensus_method: draft.method || null,
  };
}

function momentOf(typed: string): string | null {
  return typed ? new Date(typed).toISOString() : null;
}

/** Whole minutes from a minute and a half on, seconds below: what is left is never known better. */
export function timeLeft(seconds: number): { unit: 'second' | 'minute'; count: number } {
  return seconds < 90 ? { unit: 'second', count: seconds } : { unit: 'minute', count: Math.round(seconds / 60) };
}

export interface Shift {
  question: string;
  value: string;
  before: number | null;
  after: number | null;
}

/** The shifts that a reader should see: those that moved, the largest first. */
export function moved(shifts: readonly Shift[]): Shift[] {
  const by = ({ before, after }: Shift): number => Math.abs((after ?? 0) - (before ?? 0));
  return shifts.filter((one) => one.before !== one.after).sort((a, b) => by(b) - by(a));
}
