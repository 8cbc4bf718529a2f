import { get, post, put, remove } from '$api/client';
import type { components } from '$api/schema';

type Wire = components['schemas'];

export type Gold = Wire['GoldOutput'];
export type GoldItem = Wire['GoldItemOutput'];
export type GoldWish = Wire['GoldInputRequest'];

export function fetchGold(campaign: string): Promise<Gold> {
  return get(`campaigns/${campaign}/gold`);
}

/** Adds items of this source; a worker makes the videos of evident ones. */
export function addGold(campaign: string, wish: GoldWish): Promise<Gold> {
  return post(`campaigns/${campaign}/gold`, wish);
}

export function changeGoldShare(campaign: string, share: number, repeats: number): Promise<Gold> {
  return put(`campaigns/${campaign}/gold-share`, { share, repeat_share: repeats });
}

export function retireGold(item: number): Promise<void> {
  return remove(`gold/${String(item)}`);
}
