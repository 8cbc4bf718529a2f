import { describe, expect, it } from 'vitest';

import { IDLE_AFTER, startActivity, tick, touch } from './activity';
import { coverage, withInterval } from './seen';
import { correction, speedBeside } from './sync';

describe('what was seen', () => {
  it('joins what touches and keeps gaps', () => {
    const seen = withInterval(withInterval([[0, 1_000_000]], [3_000_000, 4_000_000]), [900_000, 2_000_000]);
    expect(seen).toEqual([[0, 2_000_000], [3_000_000, 4_000_000]]);
  });

  it('counts nothing twice', () => {
    const twice = withInterval(withInterval([], [0, 500_000]), [0, 500_000]);
    expect(coverage(twice, 1_000_000)).toBe(0.5);
  });

  it('ignores what has no length, and never passes the whole', () => {
    expect(withInterval([], [5, 5])).toEqual([]);
    expect(coverage([[0, 2_000_000]], 1_000_000)).toBe(1);
    expect(coverage([], 0)).toBe(0);
  });
});

describe('keeping two clips together', () => {
  it('lets small distances be', () => {
    expect(correction(1_000_000, 999_000, 1)).toEqual({ kind: 'rate', rate: 1 });
  });

  it('goes faster when behind and slower when ahead, within bounds', () => {
    expect(correction(1_010_000, 1_000_000, 1)).toEqual({ kind: 'rate', rate: 1.08 });
    expect(correction(1_000_000, 1_100_000, 1)).toEqual({ kind: 'rate', rate: 0.88 });
    expect(correction(1_100_000, 1_000_000, 0.5)).toEqual({ kind: 'rate', rate: 0.56 });
  });

  it('seeks when the distance is too long', () => {
    expect(correction(2_000_000, 1_000_000, 1)).toEqual({ kind: 'seek', to: 2_000_000 });
  });

  it('changes speed one at a time and stays at the ends', () => {
    expect([speedBeside(1, 1), speedBeside(1, -1), speedBeside(2, 1), speedBeside(0.25, -1)]).toEqual([1.5, 0.5, 2, 0.25]);
  });
});

describe('active time', () => {
  it('counts while the page is in sight and in use', () => {
    expect(tick(startActivity(0), 1_000, true)).toMatchObject({ active: 1_000, total: 1_000 });
  });

  it('does not count a hidden tab', () => {
    expect(tick(startActivity(0), 1_000, false)).toMatchObject({ active: 0, total: 1_000 });
  });

  it('does not count stillness until somebody moves again', () => {
    const still = tick({ ...startActivity(0), tickedAt: IDLE_AFTER }, IDLE_AFTER + 1_000, true);
    expect(still.active).toBe(0);
    expect(tick(touch(still, IDLE_AFTER + 1_000), IDLE_AFTER + 2_000, true).active).toBe(1_000);
  });

  it('does not count the sleep of the computer', () => {
    expect(tick(startActivity(0), 3_600_000, true).active).toBe(0);
  });

  it('goes on from a draft', () => {
    expect(tick(startActivity(0, 500, 900), 1_000, true)).toMatchObject({ active: 1_500, total: 1_900 });
  });
});
