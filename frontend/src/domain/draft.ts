import type { Answers } from '$domain/protocol';
import type { Interval } from '$domain/seen';

export interface SeenClip {
  intervals: Interval[];
  plays: number;
}

/** A stage half done, as it is kept on this computer until it is submitted. */
export interface Draft {
  user: string;
  assignment: string;
  stage: string;
  answers: Answers;
  /** Which step was on screen, from 0. */
  step: number;
  seen: Record<string, SeenClip>;
  /** Of a clip that is hard to look at; absent in drafts of before. */
  isEnough?: boolean;
  /** For the reviewer; absent in drafts of before. */
  note?: string;
  /** Milliseconds. */
  timing: { active: number; total: number };
  changedAt: number;
}
