import { planOf, usualPlan } from '$domain/plans';
import { describe, expect, it } from 'vitest';

describe('a plan', () => {
  it('begins with a tenth of the batch, and eight pairs at least', () => {
    expect([usualPlan(200), usualPlan(30), usualPlan(3)].map(({ sample, most_faults }) => [sample, most_faults])).toEqual([
      ['20', '2'],
      ['8', '0'],
      ['3', '0'],
    ]);
  });

  it('has the numbers of its kind alone', () => {
    expect(planOf(usualPlan(200))).toEqual({ kind: 'fixed', sample: 20, most_faults: 2 });
  });

  it('takes rates in percent, with a comma too', () => {
    const draft = { ...usualPlan(200), kind: 'sequential' as const, good: '2,5' };
    expect(planOf(draft)).toEqual({ kind: 'sequential', good: 0.025, bad: 0.25, producer_risk: 0.05, consumer_risk: 0.1, most: 100 });
  });

  it('is none while a number is missing', () => {
    expect(planOf({ ...usualPlan(200), sample: '' })).toBeNull();
  });
});
