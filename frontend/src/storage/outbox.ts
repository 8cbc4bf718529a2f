import type { Entry, NewEntry } from '$domain/outbox';
import type { Database } from '$storage/database';

/** What waits to be sent, by person. */
export interface OutboxStore {
  add(entry: NewEntry): Promise<void>;
  /** Everything of this person, oldest first: what waits and what was set aside. */
  all(user: string): Promise<Entry[]>;
  remove(id: number): Promise<void>;
  setAside(id: number, refusal: NonNullable<Entry['refusal']>): Promise<void>;
  /** Back among what waits. */
  sendAgain(id: number): Promise<void>;
}

/** Survives a crash: an entry is on the disk before `add` resolves. */
export function durableOutbox(database: Database): OutboxStore {
  const change = async (id: number, refusal: Entry['refusal']): Promise<void> => {
    const transaction = database.transaction('outbox', 'readwrite');
    const entry = await transaction.store.get(id);
    if (entry) await transaction.store.put({ ...entry, refusal });
    await transaction.done;
  };
  return {
    async add(entry) {
      const transaction = database.transaction('outbox', 'readwrite', { durability: 'strict' });
      await transaction.store.add({ ...entry, refusal: null });
      await transaction.done;
    },
    async all(user) {
      return (await database.getAllFromIndex('outbox', 'user', user)) as Entry[];
    },
    remove: (id) => database.delete('outbox', id),
    setAside: (id, refusal) => change(id, refusal),
    sendAgain: (id) => change(id, null),
  };
}

/** For browsers that keep nothing: gone with the page, so the page says so first. */
export function fleetingOutbox(): OutboxStore {
  let entries: Entry[] = [];
  let count = 0;
  const change = (id: number, refusal: Entry['refusal']): Promise<void> => {
    entries = entries.map((entry) => (entry.id === id ? { ...entry, refusal } : entry));
    return Promise.resolve();
  };
  return {
    add(entry) {
      entries = [...entries, { ...entry, id: ++count, refusal: null }];
      return Promise.resolve();
    },
    all: (user) => Promise.resolve(entries.filter((entry) => entry.user === user)),
    remove(id) {
      entries = entries.filter((entry) => entry.id !== id);
      return Promise.resolve();
    },
    setAside: (id, refusal) => change(id, refusal),
    sendAgain: (id) => change(id, null),
  };
}
