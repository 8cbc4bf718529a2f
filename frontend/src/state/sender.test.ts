import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { ApiError, networkError } from '../api/error';
import type { Act, Entry } from '../domain/outbox';
import { fleetingOutbox, type OutboxStore } from '../storage/outbox';
import { failureOf } from './failing';
import { Sender } from './sender';

const stage = (key: string): Act => ({ kind: 'stage', stage: key, body: { answers: { one: key } } });
const refused = (status: number, code = 'no'): ApiError =>
  new ApiError({ kind: 'refused', status, code, message: 'No.', fields: [], details: {} });

let store: OutboxStore;
let replies: Record<string, (() => Promise<unknown>)[]>;
let sent: string[];
let aside: string[];
let pause: string;

function sender(): Sender {
  return new Sender({
    store,
    user: 'ada',
    send: (entry: Entry) => {
      const reply = replies[entry.assignment]?.shift();
      return (reply ? reply() : Promise.resolve()).then(() => sent.push(labelOf(entry)));
    },
    failureOf,
    onChange: (_entries, now) => (pause = now),
    onSent: () => undefined,
    onAside: (entry) => aside.push(labelOf(entry)),
  });
}

function labelOf({ assignment, act }: Entry): string {
  return act.kind === 'stage' ? `${assignment} ${act.stage}` : `${assignment} ${act.kind}`;
}

async function wait(assignment: string, act: Act): Promise<void> {
  await store.add({ user: 'ada', campaign: 'c', assignment, act, at: 0 });
}

beforeEach(() => {
  vi.useFakeTimers();
  store = fleetingOutbox();
  replies = {};
  sent = [];
  aside = [];
});

afterEach(() => {
  vi.useRealTimers();
});

it('sends everything in order and empties the outbox', async () => {
  await wait('a', stage('heuristic'));
  await wait('a', stage('overall'));
  await sender().run();
  expect(sent).toEqual(['a heuristic', 'a overall']);
  expect(await store.all('ada')).toEqual([]);
});

it('sets a refused answer aside and sends the others', async () => {
  replies['a'] = [() => Promise.reject(refused(400, 'invalid_answers'))];
  await wait('a', stage('heuristic'));
  await wait('b', stage('heuristic'));
  await sender().run();
  expect(aside).toEqual(['a heuristic']);
  expect(sent).toEqual(['b heuristic']);
});

it('keeps the order inside an assignment when the server fails on it', async () => {
  replies['a'] = [() => Promise.reject(refused(500))];
  await wait('a', stage('heuristic'));
  await wait('a', stage('overall'));
  await wait('b', stage('heuristic'));
  await sender().run();
  expect(sent).toEqual(['b heuristic']);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(sent).toEqual(['b heuristic', 'a heuristic', 'a overall']);
});

it('waits without a connection and goes on by itself', async () => {
  replies['a'] = [() => Promise.reject(networkError()), () => Promise.reject(networkError())];
  await wait('a', stage('heuristic'));
  await sender().run();
  expect(pause).toBe('later');
  await vi.advanceTimersByTimeAsync(3_000);
  expect(sent).toEqual(['a heuristic']);
  expect(pause).toBe('none');
});

it('does not ask again and again to sign in', async () => {
  replies['a'] = [() => Promise.reject(refused(401, 'not_signed_in'))];
  await wait('a', stage('heuristic'));
  await sender().run();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(pause).toBe('sign-in');
  expect(sent).toEqual([]);
});

it('takes along what was added while it was sending', async () => {
  replies['a'] = [() => wait('b', stage('heuristic'))];
  await wait('a', stage('heuristic'));
  await sender().run();
  expect(sent).toEqual(['a heuristic', 'b heuristic']);
});
