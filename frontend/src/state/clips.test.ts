import { beforeEach, expect, it, vi } from 'vitest';

import { Clips } from './clips.svelte';

const wanted = (...keys: string[]) => keys.map((key) => ({ key, url: `/media/${key}` }));
const settled = () => new Promise((resolve) => setTimeout(resolve));

let fetched: string[];
let atOnce: number;
let most: number;

async function fetchClip(url: string): Promise<Blob> {
  atOnce += 1;
  most = Math.max(most, atOnce);
  fetched.push(url);
  await Promise.resolve();
  atOnce -= 1;
  if (url.includes('lost')) throw new Error('No connection.');
  return new Blob(['clip']);
}

beforeEach(() => {
  fetched = [];
  atOnce = most = 0;
});

it('fetches one clip at a time, nearest first', async () => {
  const clips = new Clips(fetchClip);
  clips.want(wanted('a', 'b', 'c'));
  await settled();
  expect(fetched).toEqual(['/media/a', '/media/b', '/media/c']);
  expect(most).toBe(1);
});

it('plays from here what is here, and else from the server', async () => {
  const clips = new Clips(fetchClip);
  clips.want(wanted('a'));
  await settled();
  expect(clips.sourceOf({ key: 'a', url: '/media/a' })).toMatch(/^blob:/);
  expect(clips.sourceOf({ key: 'b', url: '/media/b' })).toBe('/media/b');
});

it('goes on after a clip that cannot be fetched', async () => {
  const clips = new Clips(fetchClip);
  clips.want(wanted('lost', 'b'));
  await settled();
  expect(fetched).toEqual(['/media/lost', '/media/b']);
});

it('lets go of what is no longer wanted, but not of what is on screen', async () => {
  const revoked = vi.spyOn(URL, 'revokeObjectURL');
  const clips = new Clips(fetchClip);
  clips.want(wanted('a', 'b'));
  await settled();
  clips.want(wanted('c'), ['a']);
  await settled();
  expect(revoked).toHaveBeenCalledTimes(1);
  expect(clips.sourceOf({ key: 'a', url: '/media/a' })).toMatch(/^blob:/);
});
