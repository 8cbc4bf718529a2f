import { beforeEach, expect, it, vi } from 'vitest';

import type { Campaign, QueueReply } from '$api/types';
import { Opening } from './opening';

let asked: string[];
let opening: Opening;

beforeEach(() => {
  asked = [];
  opening = new Opening({
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
  opening.begin('lanterns');
  await opening.campaign('lanterns');
  expect(asked).toEqual(['campaign lanterns', 'queue lanterns']);
  await opening.campaign('lanterns');
  expect(asked).toEqual(['campaign lanterns', 'queue lanterns', 'campaign lanterns']);
});

it('tells a failure to whoever takes it', async () => {
  opening.begin('lanterns');
  await expect(opening.queue('lanterns')).rejects.toThrow('no queue of lanterns');
});

it('is asked now for another campaign', async () => {
  opening.begin('lanterns');
  expect(await opening.campaign('coins')).toEqual({ id: 'coins' });
});

it('is asked again when it has grown old', async () => {
  opening.begin('lanterns');
  vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 60_000);
  await opening.campaign('lanterns');
  vi.restoreAllMocks();
  expect(asked).toHaveLength(3);
});
