import { describe, expect, it } from 'vitest';
import { breadth, shortened, widest } from '$domain/lettering';

describe('words in a drawing', () => {
  it('are left alone where they fit', () => {
    expect(shortened('Crime', 100)).toBe('Crime');
  });

  it('end in an ellipsis where they do not, and fit then', () => {
    const short = shortened('Adult, explicit sexual content', 100);
    expect(short).toBe('Adult, explici…');
    expect(breadth(short)).toBeLessThanOrEqual(100);
  });

  it('keep no blank before the ellipsis', () => {
    expect(shortened('Debated, sensitive', 70)).toBe('Debated,…');
  });

  it('take as much as the letters that they are made of', () => {
    // As Chromium draws it in DejaVu Sans.
    const drawn = 206;
    expect(breadth('Drugs, weapons, substance abuse')).toBeGreaterThanOrEqual(drawn);
    expect(breadth('Drugs, weapons, substance abuse')).toBeLessThan(1.1 * drawn);
  });

  it('take more in Chinese', () => {
    expect(breadth('犯罪')).toBeGreaterThan(breadth('ab'));
  });

  it('are as wide as the widest, up to what there is', () => {
    expect(widest(['Crime', 'Violence, injury, gore'], 400)).toBe(breadth('Violence, injury, gore'));
    expect(widest(['Violence, injury, gore'], 90)).toBe(90);
    expect(widest([], 90)).toBe(0);
  });
});
