import { get, post, put, query, remove } from '$api/client';
import type { ShownPair, Trainee, TrainingItem, TrainingItemWish, TrainingPlan, TrainingPlanWish } from '$api/manage-types';
import type { Page } from '$api/types';

export function fetchPlan(campaign: string): Promise<TrainingPlan> {
  return get(`campaigns/${campaign}/training-plan`);
}

export function changePlan(campaign: string, plan: TrainingPlanWish): Promise<TrainingPlan> {
  return put(`campaigns/${campaign}/training-plan`, plan);
}

/** Pairs that could be added: by words of the prompt, or the one with this id whatever it is in. */
export function fetchPairs(campaign: string, wanted: { q?: string; pair?: string; cursor?: string | null }): Promise<Page<ShownPair>> {
  return get(`campaigns/${campaign}/training-pairs${query(wanted)}`);
}

export function addItem(campaign: string, item: TrainingItemWish): Promise<TrainingItem> {
  return post(`campaigns/${campaign}/training-items`, item);
}

export function removeItem(item: number): Promise<void> {
  return remove(`training-items/${String(item)}`);
}

export function setQualified(membership: number, qualified: boolean): Promise<Trainee> {
  return put(`memberships/${String(membership)}/qualification`, { qualified });
}
