import { expect, it } from 'vitest';

import { pauseAfter } from './polling';

it('looks often at first at what moves, and then steadily', () => {
  expect([0, 1, 2, 3, 4].map(pauseAfter)).toEqual([250, 500, 1_000, 1_500, 1_500]);
});

it('still looks at what moves for hours', () => {
  expect(pauseAfter(10_000)).toBe(1_500);
});
