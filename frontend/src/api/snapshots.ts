import { get, post, put } from '$api/client';
import type { Comparison, FileLink, Snapshot, SnapshotList, SnapshotWish } from '$api/manage-types';

export function fetchSnapshots(campaign: string): Promise<SnapshotList> {
  return get(`campaigns/${campaign}/snapshots`);
}

export function takeSnapshot(campaign: string, wish: SnapshotWish): Promise<Snapshot> {
  return post(`campaigns/${campaign}/snapshots`, wish);
}

/** Stops what is not finished; the cut stays. */
export function cancelSnapshot(id: string): Promise<Snapshot> {
  return put(`snapshots/${id}/cancellation`, {});
}

/** Starts again what was stopped, failed or has expired. */
export function resumeSnapshot(id: string): Promise<Snapshot> {
  return put(`snapshots/${id}/resumption`, {});
}

/** What moved from one cut to another of the same campaign. */
export function compareSnapshots(before: string, after: string): Promise<Comparison> {
  return get(`snapshots/${before}/comparison/${after}`);
}

/** An address of one finished file that needs no sign-in until it expires. */
export function linkTo(id: string, name: string, hours: number): Promise<FileLink> {
  return post(`snapshots/${id}/links`, { name, hours });
}

/** After how many days finished files are deleted; null keeps them. */
export function keepFilesFor(campaign: string, days: number | null): Promise<{ days: number | null }> {
  return put(`campaigns/${campaign}/export-expiry`, { days });
}
