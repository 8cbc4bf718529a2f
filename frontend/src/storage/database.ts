import { type DBSchema, type IDBPDatabase, openDB } from 'idb';

import type { Draft } from '$domain/draft';
import type { Entry } from '$domain/outbox';

/** What stays on this computer between visits. */
interface Tables extends DBSchema {
  outbox: { key: number; value: Omit<Entry, 'id'> & { id?: number }; indexes: { user: string } };
  drafts: { key: [user: string, assignment: string, stage: string]; value: Draft; indexes: { changedAt: number } };
}

export type Database = IDBPDatabase<Tables>;

const VERSION = 1;

/** Rejects where the browser keeps nothing: private windows of some browsers, a full disk, a blocked site. */
export async function openDatabase(name = 'tandem'): Promise<Database> {
  const database = await openDB<Tables>(name, VERSION, {
    upgrade(fresh) {
      fresh.createObjectStore('outbox', { keyPath: 'id', autoIncrement: true }).createIndex('user', 'user');
      const drafts = fresh.createObjectStore('drafts', { keyPath: ['user', 'assignment', 'stage'] });
      drafts.createIndex('changedAt', 'changedAt');
    },
    blocking(_current, _blocked, event) {
      (event.target as IDBDatabase).close(); // a newer version of the page in another tab goes first
    },
  });
  await proveWritable(database);
  return database;
}

/** Some browsers open a database and then refuse to write: better to know before an answer is given. */
async function proveWritable(database: Database): Promise<void> {
  const probe: Draft = {
    user: '', assignment: 'probe', stage: '', answers: {}, step: 0, seen: {}, timing: { active: 0, total: 0 }, changedAt: 0,
  };
  await database.put('drafts', probe);
  await database.delete('drafts', ['', 'probe', '']);
}
