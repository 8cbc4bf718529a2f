import { asLocal, fromLocal, hoursBefore, withParams } from '$domain/address';
import { describe, expect, it } from 'vitest';

describe('an address', () => {
  it('keeps what is not changed', () => {
    expect(withParams('?part=now&since=a', { since: 'b' })).toBe('?part=now&since=b');
  });

  it('loses what is emptied, and its question mark with the last of it', () => {
    expect(withParams('?state=complete', { state: '' })).toBe('');
  });
});

describe('a moment in a form', () => {
  it('comes back as it went in, to the minute', () => {
    expect(fromLocal(asLocal('2026-03-29T09:30:00.000Z'))).toBe('2026-03-29T09:30:00.000Z');
  });

  it('is empty where there is none', () => {
    expect(asLocal('')).toBe('');
    expect(fromLocal('')).toBe('');
    expect(fromLocal('soon')).toBe('');
  });

  it('may be some hours before another', () => {
    expect(hoursBefore(new Date('2026-11-25T10:20:30Z'), 24)).toBe('2026-11-24T10:20:00.000Z');
  });
});
