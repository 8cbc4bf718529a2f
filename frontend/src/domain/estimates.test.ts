import { describe, expect, it } from 'vitest';
import { decimals, gainOfAnother, gainText, intervalText, isNearChance, isSmall, percent, valueText } from './estimates';

const figure = { value: 0.617, low: 0.6, high: 0.634, items: 100 };

describe('a figure', () => {
  it('is read with two decimals and its interval', () => {
    expect(valueText(figure, 'en')).toBe('0.62');
    expect(intervalText(figure, 'en')).toBe('0.60 – 0.63');
  });

  it('may be undefined, which is not nought', () => {
    const nothing = { value: null, low: null, high: null, items: 0 };
    expect(valueText(nothing, 'en')).toBeNull();
    expect(intervalText(nothing, 'en')).toBeNull();
    expect(isSmall(nothing)).toBe(true);
  });

  it('has no minus before nought', () => {
    expect(decimals(-0.001, 'en')).toBe('0.00');
    expect(decimals(-0.02, 'en')).toBe('-0.02');
  });

  it('keeps a decimal of small shares', () => {
    expect(percent(0.034, 'en')).toBe('3.4%');
    expect(percent(0.61, 'en')).toBe('61%');
    expect(percent(null, 'en')).toBeNull();
  });
});

describe('agreement', () => {
  it('is near chance when alpha is next to nought or below, over enough items', () => {
    expect(isNearChance({ value: 0.02, low: -0.01, high: 0.05, items: 200 })).toBe(true);
    expect(isNearChance({ value: -0.2, low: null, high: null, items: 20 })).toBe(true);
    expect(isNearChance({ value: 0.02, low: null, high: null, items: 19 })).toBe(false);
    expect(isNearChance({ value: 0.3, low: 0.2, high: 0.4, items: 200 })).toBe(false);
    expect(isNearChance({ value: null, low: null, high: null, items: 200 })).toBe(false);
  });
});

describe('one more answer', () => {
  it('has no gain to show where it would be read as nought', () => {
    expect(gainText(0.012, 'en')).toBe('+1.2%');
    expect(gainText(0.0004, 'en')).toBeNull();
    expect(gainText(null, 'en')).toBeNull();
  });

  it('is worth nothing when everybody agrees or guesses', () => {
    expect(gainOfAnother(1, 3)).toBeCloseTo(0);
    expect(gainOfAnother(0.5, 3)).toBeCloseTo(0);
    expect(gainOfAnother(0.4, 3)).toBeNull();
  });

  it('helps when it makes the number odd', () => {
    expect(gainOfAnother(0.68, 2)).toBeCloseTo(0.096, 3);
  });
});
