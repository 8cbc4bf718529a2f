import { expect, it } from 'vitest';

import { wholeNumber, wishFrom } from '$domain/pairing';

it('reads whole numbers in a range and nothing else', () => {
  expect(wholeNumber(' 7 ', 1, 10)).toBe(7);
  for (const text of ['', '-1', '1.5', '1e3', '11', 'x']) expect(wholeNumber(text, 1, 10)).toBeUndefined();
});

it('asks for a number per prompt only where the strategy takes one', () => {
  expect(wishFrom('all', '', '0')).toEqual({ strategy: 'all', seed: 0 });
  expect(wishFrom('balanced', '3', '5')).toEqual({ strategy: 'balanced', seed: 5, per_prompt: 3 });
  expect(wishFrom('balanced', '', '5')).toBeUndefined();
  expect(wishFrom('ring', '3', 'x')).toBeUndefined();
});
