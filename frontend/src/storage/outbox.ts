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

/** For browsers that keep nothing: gone with the page, so the page says so first. Its ids follow `count`. */
export function fleetingOutbox(count = 0): OutboxStore {
  let entries: Entry[] = [];
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

/** Higher than any id that a browser's store gives. */
const OVERFLOW = 2 ** 50;

/** A full disk takes nothing more: what comes then stays in memory until it is sent, and `onFull` is told. */
export function withOverflow(durable: OutboxStore, onFull: () => void): OutboxStore {
  const overflow = fleetingOutbox(OVERFLOW);
  const refusals = new Map<number, Entry['refusal']>();
  const storeOf = (id: number): OutboxStore => (id > OVERFLOW ? overflow : durable);
  const change = async (id: number, refusal: Entry['refusal'], write: () => Promise<void>): Promise<void> => {
    refusals.delete(id);
    try {
      await write();
    } catch {
      refusals.set(id, refusal);
      onFull();
    }
  };
  return {
    async add(entry) {
      try {
        await durable.add(entry);
      } catch {
        await overflow.add(entry);
        onFull();
      }
    },
    async all(user) {
      const entries = [...(await durable.all(user)), ...(await overflow.all(user))];
      return entries.map((entry) => (refusals.has(entry.id) ? { ...entry, refusal: refusals.get(entry.id) ?? null } : entry));
    },
    remove: (id) => storeOf(id).remove(id),
    setAside: (id, refusal) => change(id, refusal, () => storeOf(id).setAside(id, refusal)),
    sendAgain: (id) => change(id, null, () => storeOf(id).sendAgain(id)),
  };
}
