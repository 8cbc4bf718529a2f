import { get, put } from '$api/client';
import type { LessonReply, QueueReply, StageReply, Training, TrainingKind } from '$api/types';

export function fetchTraining(campaign: string): Promise<Training> {
  return get(`campaigns/${campaign}/training`);
}

/** Begins an attempt or takes up the one that is open: what is still to do of it, as a queue. */
export async function beginTraining(campaign: string, kind: TrainingKind): Promise<QueueReply> {
  const lesson = await put<LessonReply>(`campaigns/${campaign}/training`, { kind });
  return { ...lesson, nothing_left: !lesson.assignments.length, rest: null, message: '' };
}

export function sendTrial(trial: string, stage: string, body: object): Promise<StageReply> {
  return put(`trials/${trial}/stages/${stage}`, body);
}
