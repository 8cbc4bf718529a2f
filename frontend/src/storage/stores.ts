import { openDatabase } from '$storage/database';
import { type DraftStore, durableDrafts, fleetingDrafts } from '$storage/drafts';
import { durableOutbox, fleetingOutbox, type OutboxStore } from '$storage/outbox';

export interface Stores {
  outbox: OutboxStore;
  drafts: DraftStore;
  /** Whether what is kept here outlives the page. */
  isDurable: boolean;
}

async function open(): Promise<Stores> {
  try {
    const database = await openDatabase();
    return { outbox: durableOutbox(database), drafts: durableDrafts(database), isDurable: true };
  } catch {
    return { outbox: fleetingOutbox(), drafts: fleetingDrafts(), isDurable: false };
  }
}

let opened: Promise<Stores> | undefined;

/** The same stores for the whole page. */
export function stores(): Promise<Stores> {
  opened ??= open();
  return opened;
}
