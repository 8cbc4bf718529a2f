import { expect, it } from 'vitest';

import { Watched } from './watched';

it('keeps what was played as one stretch', () => {
  const watched = new Watched();
  watched.begin('video_0');
  for (const time of [0, 200_000, 400_000]) watched.at('video_0', time, 1);
  expect(watched.all()).toEqual({ video_0: { intervals: [[0, 400_000]], plays: 1 } });
});

it('does not take a jump for watching', () => {
  const watched = new Watched();
  for (const time of [0, 200_000, 3_000_000, 3_100_000]) watched.at('video_0', time, 1);
  expect(watched.all()['video_0']?.intervals).toEqual([[0, 200_000], [3_000_000, 3_100_000]]);
});

it('goes on at the next look of a busy computer, and not where it rested', () => {
  const watched = new Watched();
  for (const time of [0, 1_200_000]) watched.at('video_0', time, 1);
  watched.rest();
  for (const time of [1_500_000, 1_600_000]) watched.at('video_0', time, 1);
  expect(watched.all()['video_0']?.intervals).toEqual([[0, 1_200_000], [1_500_000, 1_600_000]]);
});

it('counts each time round and joins what was seen again', () => {
  const watched = new Watched();
  const playOnce = (): void => {
    watched.begin('video_0');
    for (const time of [0, 300_000]) watched.at('video_0', time, 1);
    watched.reachedEnd('video_0', 310_000, 1);
  };
  playOnce();
  playOnce();
  expect(watched.all()).toEqual({ video_0: { intervals: [[0, 310_000]], plays: 2 } });
  expect(watched.covered('video_0', 310_000)).toBe(1);
});

it('goes on from a draft', () => {
  const watched = new Watched();
  watched.resume({ video_1: { intervals: [[0, 100_000]], plays: 3 } });
  watched.at('video_1', 100_000, 1);
  watched.at('video_1', 250_000, 1);
  watched.rest();
  expect(watched.all()).toEqual({ video_1: { intervals: [[0, 250_000]], plays: 3 } });
});
