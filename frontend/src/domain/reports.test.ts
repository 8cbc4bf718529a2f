import { expect, it } from 'vitest';

import { cutStates, leftOut } from '$domain/reports';

const assignments = [{ state: 'complete', counted: true, left_out: null, count: 3 }];

it('counts the assignments of a cut once, however many formats tell of them', () => {
  const reports = { jsonl: { assignments }, safesora: { assignments } };
  expect(cutStates(reports)).toEqual([{ state: 'complete', counted: true, count: 3 }]);
});

it('lists what is left out with its reason', () => {
  const row = { of: 'video', question: 'harm', reason: 'tie', count: 2 };
  expect(leftOut({ jsonl: {}, safesora: { left_out_counts: [row] } })).toEqual([row]);
});

it('shows nothing for a report that is not there yet', () => {
  expect([cutStates({}), leftOut({ jsonl: null })]).toEqual([[], []]);
});
