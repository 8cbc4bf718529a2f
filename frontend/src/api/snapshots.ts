import { get, post } from '$api/client';
import type { Snapshot, SnapshotWish } from '$api/manage-types';

export async function fetchSnapshots(campaign: string): Promise<Snapshot[]> {
  const page = await get<{ results: Snapshot[] }>(`campaigns/${campaign}/snapshots`);
  return page.results;
}

export function takeSnapshot(campaign: string, wish: SnapshotWish): Promise<Snapshot> {
  return post(`campaigns/${campaign}/snapshots`, wish);
}
