import { put, putAgain } from '$api/client';
import type { Feedback, SkipReason, StageBody, StageReply } from '$api/types';

/** The row is its own idempotency: sending the same answers again gives the stored outcome. */
export function sendStage(assignment: string, stage: string, body: StageBody): Promise<StageReply> {
  return putAgain(`assignments/${assignment}/stages/${stage}`, body);
}

export function skipAssignment(assignment: string, reason: SkipReason, note: string): Promise<unknown> {
  return putAgain(`assignments/${assignment}/skip`, { reason, note });
}

/** What of the pair may be illegal: `prompt`, `video_0`, `video_1`. It is held until a manager has looked. */
export function reportAssignment(assignment: string, about: string[], note: string): Promise<unknown> {
  return putAgain(`assignments/${assignment}/report`, { about, note });
}

export function releaseAssignment(assignment: string): Promise<unknown> {
  return putAgain(`assignments/${assignment}/release`, {});
}

/** The one reply to the reviewer who sent the work back. */
export function replyToReviewer(assignment: string, text: string): Promise<Feedback> {
  return put(`assignments/${assignment}/reply`, { text });
}

/** The first look at a sensitive pair, which is when it counts. */
export async function tellRevealed(id: string): Promise<void> {
  await put(`assignments/${id}/reveal`, {});
}
