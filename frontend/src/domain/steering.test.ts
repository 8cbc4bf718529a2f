import { describe, expect, it } from 'vitest';

import { needsOf, placesOf, underWay, wanted } from '$domain/steering';

const videos = { queued: 1, running: 2, done: 3, failed: 4, withdrawn: 5 };
const quiet = {
  state: 'open',
  isOpenToAll: true,
  members: 0,
  overview: { pairs: 8, pairs_complete: 2, slots: {}, assignments: {}, annotators: 0 },
  corpus: { pairs: 8, videos: { queued: 0, running: 0, done: 16, failed: 0, withdrawn: 0 } },
};
const kinds = (situation: Parameters<typeof needsOf>[0]): string[] => needsOf(situation).map((need) => need.kind);

describe('the numbers of a corpus', () => {
  it('counts what is under way and what is wanted, without what is withdrawn', () => {
    expect([underWay(videos), wanted(videos)]).toEqual([3, 10]);
  });
});

describe('what a campaign needs', () => {
  it('is nothing while people work on it', () => {
    expect(needsOf(quiet)).toEqual([]);
  });

  it('is people when nobody can come to it', () => {
    expect(kinds({ ...quiet, isOpenToAll: false })).toEqual(['nobody']);
    expect(kinds({ ...quiet, isOpenToAll: false, members: 1 })).toEqual([]);
  });

  it('is a snapshot when all pairs are complete', () => {
    expect(kinds({ ...quiet, overview: { ...quiet.overview, pairs_complete: 8 } })).toEqual(['finished']);
  });

  it('is a look at new pairs and failed clips of the corpus', () => {
    const needs = needsOf({ ...quiet, corpus: { pairs: 11, videos: { ...quiet.corpus.videos, failed: 2 } } });
    expect(needs).toEqual([
      { kind: 'newPairs', count: 3 },
      { kind: 'failedClips', count: 2 },
    ]);
  });

  it('counts places without those that are retired', () => {
    expect(placesOf({ slots: { free: 1, held: 2, done: 3, retired: 4 } })).toEqual({ done: 3, held: 2, free: 1, total: 6 });
  });
});
