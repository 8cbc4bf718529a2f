import { emptyDraft, moved, timeLeft, wishOf } from '$domain/wish';
import { describe, expect, it } from 'vitest';

describe('the wish for a snapshot', () => {
  it('is everything, exactly, without clips, when nothing was chosen', () => {
    expect(wishOf({ ...emptyDraft(), formats: ['jsonl'] })).toEqual({
      formats: ['jsonl'],
      videos: false,
      originals: false,
      shard_mb: 0,
      information_key: 'information',
      audience: 'public',
      seconds: 'exact',
      notes: false,
      since: null,
      until: null,
      prompt_type: null,
      minimum_answers: 1,
      accepted_only: false,
      consensus_method: null,
      without_annotators: [],
    });
  });

  it('reads times in the zone of the reader', () => {
    const { since } = wishOf({ ...emptyDraft(), since: '2026-05-01T12:00' });
    expect(since).toBe(new Date(2026, 4, 1, 12).toISOString());
  });

  it('has clips only beside the published shape', () => {
    const draft = { ...emptyDraft(), clips: 'packedOriginals' as const, shardMb: '200' };
    expect(wishOf({ ...draft, formats: ['jsonl'] }).videos).toBe(false);
    const wish = wishOf({ ...draft, formats: ['safesora'] });
    expect([wish.videos, wish.originals, wish.shard_mb]).toEqual([true, true, 200]);
  });
});

it('says what is left in seconds, and in minutes when those would be many', () => {
  expect(timeLeft(89)).toEqual({ unit: 'second', count: 89 });
  expect(timeLeft(150)).toEqual({ unit: 'minute', count: 3 });
});

it('shows what moved, the largest first', () => {
  const shift = (value: string, before: number | null, after: number | null) => ({ question: 'harm', value, before, after });
  const found = moved([shift('a', 0.5, 0.5), shift('b', 0.5, 0.4), shift('c', null, 0.3)]);
  expect(found.map(({ value }) => value)).toEqual(['c', 'b']);
});
