import type { Draft } from '$domain/draft';
import type { Database } from '$storage/database';

export interface DraftStore {
  load(user: string, assignment: string, stage: string): Promise<Draft | undefined>;
  save(draft: Draft): Promise<void>;
  remove(user: string, assignment: string, stage: string): Promise<void>;
  /** Forgets what nobody came back to. */
  removeBefore(time: number): Promise<void>;
}

export function durableDrafts(database: Database): DraftStore {
  return {
    load: (user, assignment, stage) => database.get('drafts', [user, assignment, stage]),
    async save(draft) {
      await database.put('drafts', draft);
    },
    remove: (user, assignment, stage) => database.delete('drafts', [user, assignment, stage]),
    async removeBefore(time) {
      const transaction = database.transaction('drafts', 'readwrite');
      for await (const cursor of transaction.store.index('changedAt').iterate(IDBKeyRange.upperBound(time, true))) {
        await cursor.delete();
      }
      await transaction.done;
    },
  };
}

export function fleetingDrafts(): DraftStore {
  const drafts = new Map<string, Draft>();
  const key = (user: string, assignment: string, stage: string): string => [user, assignment, stage].join('/');
  return {
    load: (user, assignment, stage) => Promise.resolve(drafts.get(key(user, assignment, stage))),
    save(draft) {
      drafts.set(key(draft.user, draft.assignment, draft.stage), draft);
      return Promise.resolve();
    },
    remove(user, assignment, stage) {
      drafts.delete(key(user, assignment, stage));
      return Promise.resolve();
    },
    removeBefore: () => Promise.resolve(),
  };
}
