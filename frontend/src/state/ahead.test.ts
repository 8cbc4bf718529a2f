import { beforeEach, expect, it, vi } from 'vitest';

import type { Campaign, QueueReply } from '$api/types';
import { Ahead } from './ahead';

let asked: string[];
let ahead: Ahead;

beforeEach(() => {
  asked = [];
  ahead = new Ahead({
    campaign: (id) => {
      asked.push(`campaign ${id}`);
      return Promise.resolve({ id } as Campaign);
    },
    queue: (id) => {
      asked.push(`queue ${id}`);
      return Promise.reject<QueueReply>(new Error(`no queue of ${id}`));
    },
  });
});

it('is taken once, and asked anew from then on', async () => {
  ahead.begin('lanterns');
  await ahead.campaign('lanterns');
  expect(asked).toEqual(['campaign lanterns', 'queue lanterns']);
  await ahead.campaign('lanterns');
  expect(asked).toEqual(['campaign lanterns', 'queue lanterns', 'campaign lanterns']);
});

it('tells a failure to whoever takes it', async () => {
  ahead.begin('lanterns');
  await expect(ahead.queue('lanterns')).rejects.toThrow('no queue of lanterns');
});

it('is asked now for another campaign', async () => {
  ahead.begin('lanterns');
  expect(await ahead.campaign('coins')).toEqual({ id: 'coins' });
});

it('is asked again when it has grown old', async () => {
  ahead.begin('lanterns');
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_000);
  await ahead.campaign('lanterns');
  vi.restoreAllMocks();
  expect(asked).toHaveLength(3);
});
