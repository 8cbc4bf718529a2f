/** What the server sends, as the pages use it. */
import type { Explained } from '$domain/explained';
import type { Answers, Definition } from '$domain/protocol';

export interface User {
  id: string;
  name: string;
  is_manager: boolean;
  locale: string;
}

export interface SessionReply {
  user: User | null;
  version: string;
}

export type CampaignState = 'draft' | 'open' | 'paused' | 'closed';
export type Role = 'annotator' | 'reviewer' | 'manager';

export interface Joined {
  campaign: { id: string; name: string };
  role: 'annotator' | 'reviewer';
}

/** What an invitation leads to: `role` is what one would become, or is already. */
export interface Invited extends Joined {
  is_in: boolean;
  expires_at: string;
}

export interface CampaignRow {
  id: string;
  name: string;
  state: CampaignState;
  role: Role | null;
  overlap: number;
  finished: number;
  open_slots: number | null;
  paired: number | null;
}

export interface Progress {
  finished: number;
  session_finished: number;
  session_size: number;
}

export interface Campaign {
  /** How many answers each pair gets. */
  overlap: number;
  id: string;
  name: string;
  state: CampaignState;
  role: Role | null;
  guidelines: string;
  session_size: number;
  protocol: { key: string; title: string; sha256: string; definition: Definition };
  progress: Progress;
  care: Care;
}

export interface Clip {
  slot: string;
  label: number;
  url: string;
  poster_url: string | null;
  width: number;
  height: number;
  duration_us: number;
  frame_times_us: number[];
}

/** What a reviewer wrote of work that came back; `answers` of the example are this person's own. */
export interface Feedback {
  reason: string;
  example: { prompt: string; left: string; note: string; answers: { question: string; item: string; answer: unknown }[] } | null;
  reply: string;
}

export interface Assignment {
  id: string;
  state: 'leased' | 'stage_one';
  /** Key of the stage to do now. */
  stage: string;
  round: number;
  /** What a reviewer wrote who sent the pair back; empty in round 0. */
  note: string;
  feedback: Feedback | null;
  prompt: { text: string; type: string; sensitive: boolean; categories: string[] };
  /** In display order. */
  videos: Clip[];
  lease_seconds: number;
  /** Answers of stages that are locked already. */
  answers: Record<string, Answers>;
  /** Of a tutorial. */
  explained?: Explained | null;
}

/** A break, and why it is due. */
export interface Rest {
  until: string;
  reason: 'session' | 'sensitive';
}

export interface Consent {
  version: number;
  /** Kinds of harm that the campaign's pairs may show. */
  kinds: string[];
  opt_outs: string[];
  given_at: string | null;
}

/** How a campaign cares for its annotators; null is no limit. */
export interface Care {
  asks_consent: boolean;
  sensitive_per_hour: number | null;
  sensitive_per_day: number | null;
  neutral_share: number;
  session_minutes: number | null;
  break_minutes: number;
  support: string;
}

export interface QueueReply {
  assignments: Assignment[];
  progress: Progress;
  nothing_left: boolean;
  rest: Rest | null;
  /** A training is asked for since; what is held may be finished first. */
  must_qualify?: boolean;
  /** Pairs are left, but they are given between neutral ones only. */
  only_sensitive?: boolean;
  completion?: Completion | null;
  message: string;
}

/** What to hand in elsewhere when everything is done. */
export interface Completion {
  url: string;
  code: string;
}

export interface Paid {
  pairs: number;
  skipped: number;
  amount: string;
  active_ms: number;
  seconds_a_pair: number | null;
  hourly: string | null;
}

export interface OwnWork {
  today: Paid;
  total: Paid;
  rate: string;
  currency: string;
  /** Null without a limit. */
  left: number | null;
  completion: Completion | null;
}

export type TrainingKind = 'tutorial' | 'qualification';

export interface LessonReply {
  assignments: Assignment[];
  progress: Progress;
}

export interface Attempt {
  kind: TrainingKind;
  number: number;
  /** Null and empty of a tutorial. */
  passed: boolean | null;
  scores: Record<string, { right: number; of: number }>;
  finished_at: string;
}

/** Where the reader stands in a campaign's training. */
export interface Training {
  asked: boolean;
  qualified_at: string | null;
  next: 'tutorial' | 'qualification' | 'wait' | 'used_up' | 'nothing';
  again_at: string | null;
  items: Record<TrainingKind, number>;
  /** Finished ones, oldest first. */
  attempts: Attempt[];
  pass_marks: Record<string, number>;
  most_attempts: number | null;
  retake_hours: number;
}

export interface Timing {
  active_ms: number;
  total_ms: number;
}

export interface SeenVideo {
  intervals: [number, number][];
  plays: number;
  enough: boolean;
  broken: boolean;
}

/** How a pair was looked at; `veil` tells how it was lifted. */
export interface ViewUsed {
  veil: 'none' | 'toggle' | 'hold';
  grey: boolean;
  small: boolean;
  muted: boolean;
}

export interface StageBody {
  version: 1;
  answers: Answers;
  seen: Record<string, SeenVideo>;
  timing: Timing;
  locale: string;
  note: string;
  view: ViewUsed;
}

export interface StageReply {
  id: string;
  state: string;
  /** Stage to do next, or null when all are done. */
  stage: string | null;
}

export type { SkipReason } from '$domain/protocol';

export interface Page<T> {
  results: T[];
  next: string | null;
}

export interface HistoryRow {
  id: string;
  state: string;
  round: number;
  finished_at: string | null;
  withdrawn: boolean;
  prompt: { text: string; sensitive: boolean };
  videos: { slot: string; label: number; poster_url: string | null }[];
  answers: Record<string, Answers>;
}
