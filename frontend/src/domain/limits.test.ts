import { limitsIn } from '$domain/limits';
import { expect, it } from 'vitest';

it('finds a range, not the value that is outside it', () => {
  expect(limitsIn('The overlap must be 1 to 20; 99 is not.')).toBe('1–20');
});

it('finds a single limit', () => {
  expect(limitsIn('Ensure this field has no more than 2000 characters.')).toBe('2000');
});

it('is empty where a sentence has no figure', () => {
  expect(limitsIn('This field may not be blank.')).toBe('');
});
