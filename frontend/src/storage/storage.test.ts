import 'fake-indexeddb/auto';
import { beforeEach, describe, expect, it } from 'vitest';

import type { Draft } from '../domain/draft';
import type { NewEntry } from '../domain/outbox';
import { type Database, openDatabase } from './database';
import { durableDrafts, fleetingDrafts } from './drafts';
import { durableOutbox, fleetingOutbox, withOverflow } from './outbox';

const entry = (user: string, assignment: string): NewEntry => ({
  user, assignment, campaign: 'c', act: { kind: 'release' }, at: 1,
});
const draft: Draft = {
  user: 'ada', assignment: 'a', stage: 'heuristic', answers: { aesthetics: 'video_1' }, step: 1,
  seen: {}, timing: { active: 5, total: 9 }, changedAt: 100,
};
let database: Database;
let count = 0;

beforeEach(async () => {
  database = await openDatabase(`test-${++count}`);
});

describe.each([
  ['on the disk', () => durableOutbox(database)],
  ['in memory', fleetingOutbox],
])('the outbox %s', (_where, make) => {
  it('gives back what was added, in order, to its owner only', async () => {
    const outbox = make();
    await outbox.add(entry('ada', 'first'));
    await outbox.add(entry('rui', 'other'));
    await outbox.add(entry('ada', 'second'));
    expect((await outbox.all('ada')).map(({ assignment }) => assignment)).toEqual(['first', 'second']);
  });

  it('keeps what is set aside with its reason until it is sent again', async () => {
    const outbox = make();
    await outbox.add(entry('ada', 'a'));
    const id = (await outbox.all('ada'))[0]?.id ?? 0;
    await outbox.setAside(id, { code: 'gone', message: 'Withdrawn.' });
    expect((await outbox.all('ada'))[0]?.refusal?.message).toBe('Withdrawn.');
    await outbox.sendAgain(id);
    expect((await outbox.all('ada'))[0]?.refusal).toBeNull();
  });

  it('forgets what was removed', async () => {
    const outbox = make();
    await outbox.add(entry('ada', 'a'));
    await outbox.remove((await outbox.all('ada'))[0]?.id ?? 0);
    expect(await outbox.all('ada')).toEqual([]);
  });
});

describe.each([
  ['on the disk', () => durableDrafts(database)],
  ['in memory', fleetingDrafts],
])('drafts %s', (_where, make) => {
  it('come back as they were left', async () => {
    const drafts = make();
    await drafts.save(draft);
    await drafts.save({ ...draft, step: 2 });
    expect(await drafts.load('ada', 'a', 'heuristic')).toEqual({ ...draft, step: 2 });
    expect(await drafts.load('rui', 'a', 'heuristic')).toBeUndefined();
  });

  it('are gone once removed', async () => {
    const drafts = make();
    await drafts.save(draft);
    await drafts.remove('ada', 'a', 'heuristic');
    expect(await drafts.load('ada', 'a', 'heuristic')).toBeUndefined();
  });
});

it('keeps in memory what a full disk does not take, and says so', async () => {
  const durable = durableOutbox(database);
  await durable.add(entry('ada', 'kept'));
  let said = 0;
  const full = (): Promise<never> => Promise.reject(new Error('full'));
  const outbox = withOverflow({ ...durable, add: full, setAside: full }, () => { said += 1; });
  await outbox.add(entry('ada', 'overflow'));
  expect((await outbox.all('ada')).map(({ assignment }) => assignment)).toEqual(['kept', 'overflow']);
  for (const { id } of await outbox.all('ada')) await outbox.setAside(id, { code: 'gone', message: 'Withdrawn.' });
  expect((await outbox.all('ada')).every(({ refusal }) => refusal?.code === 'gone')).toBe(true);
  for (const { id } of await outbox.all('ada')) await outbox.remove(id);
  expect(await outbox.all('ada')).toEqual([]);
  expect(said).toBe(2);
});

it('keeps an outbox across visits', async () => {
  await durableOutbox(database).add(entry('ada', 'a'));
  database.close();
  const again = await openDatabase(`test-${count}`);
  expect(await durableOutbox(again).all('ada')).toHaveLength(1);
});

it('forgets drafts that nobody came back to', async () => {
  const drafts = durableDrafts(database);
  await drafts.save(draft);
  await drafts.save({ ...draft, stage: 'overall', changedAt: 300 });
  await drafts.removeBefore(200);
  expect(await drafts.load('ada', 'a', 'heuristic')).toBeUndefined();
  expect(await drafts.load('ada', 'a', 'overall')).toBeDefined();
});
