import { get, post, put, query } from '$api/client';
import type { components } from '$api/schema';
import type { Assignment, QueueReply } from '$api/types';

type Wire = components['schemas'];

export type Batches = Wire['BatchesOutput'];
export type BatchRow = Wire['BatchRowOutput'];
export type Batch = Wire['BatchOutput'];
export type InspectedItem = Wire['ItemOutput'];
export type Plan = Wire['PlanInputRequest'];
export type CurvePoint = Wire['CurvePointOutput'];

export function fetchBatches(campaign: string): Promise<Batches> {
  return get(`campaigns/${campaign}/batches`);
}

/** Puts an annotator's work of a day into a batch, to be inspected by this plan. */
export function openBatch(campaign: string, annotator: string, day: string, plan: Plan): Promise<Batch> {
  return post(`campaigns/${campaign}/batches`, { annotator, day, plan });
}

export async function fetchCurve(campaign: string, plan: Plan, items: number): Promise<CurvePoint[]> {
  const reply = await get<Wire['CurveOutput']>(`campaigns/${campaign}/operating-curve${query({ ...plan, items })}`);
  return reply.points;
}

export function fetchBatch(batch: string): Promise<Batch> {
  return get(`batches/${batch}`);
}

/** The next pair of the sample, shaped as a queue of one, so that the workspace can show it. */
export async function fetchSampleQueue(batch: string, size: number): Promise<QueueReply & { place: number | null }> {
  const { place, assignment } = await put<{ place: number | null; assignment: Assignment | null }>(`batches/${batch}/queue`, {});
  return {
    place,
    assignments: assignment ? [assignment] : [],
    progress: { finished: 0, session_finished: (place ?? 1) - 1, session_size: size },
    nothing_left: assignment === null,
    rest: null,
    message: '',
  };
}

export function judgeItem(batch: string, place: number, verdict: 'right' | 'fault', note: string): Promise<Batch> {
  return put(`batches/${batch}/items/${place}`, { verdict, note });
}

export type Deed = 'accept' | 'return' | 'exclude';

export function decideBatch(batch: string, decision: Deed, reason: string, example: number | null): Promise<Batch> {
  return put(`batches/${batch}/decision`, { decision, reason, example });
}

/** A new sample of what was done anew. */
export function inspectAgain(batch: string, plan: Plan): Promise<Batch> {
  return put(`batches/${batch}/inspection`, { plan });
}
