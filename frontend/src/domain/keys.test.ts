import { describe, expect, it } from 'vitest';

import { ANSWER_KEYS, type KeyPress, keyOf, meaningOf, nameOf, SHORTCUTS } from './keys';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key, code: '', altKey: false, ctrlKey: false, metaKey: false, isComposing: false, ...more,
});

describe('the key map', () => {
  it('gives no key two meanings', () => {
    const all = [...SHORTCUTS.flatMap(({ keys }) => keys), ...ANSWER_KEYS];
    expect(new Set(all).size).toBe(all.length);
  });

  it('means a command or an option', () => {
    expect(meaningOf(press(' '), true)).toEqual({ kind: 'command', command: 'play' });
    expect(meaningOf(press('2'), true)).toEqual({ kind: 'option', at: 1 });
    expect(meaningOf(press('j'), true)).toBeNull();
  });

  it('leaves the combinations of the browser alone', () => {
    expect(meaningOf(press('l', { ctrlKey: true }), true)).toBeNull();
    expect(meaningOf(press('ArrowLeft', { altKey: true }), true)).toBeNull();
  });

  it('keeps only keys that write nothing when single keys are off', () => {
    expect(meaningOf(press('1'), false)).toBeNull();
    expect(meaningOf(press(' '), false)).toBeNull();
    expect(meaningOf(press('Enter'), false)).toEqual({ kind: 'command', command: 'continue' });
    expect(keyOf('frameBack', false)).toBe('←');
    expect(keyOf('loop', false)).toBeUndefined();
  });

  it('finds digits on a French keyboard and letters under an input method', () => {
    expect(nameOf(press('&', { code: 'Digit1' }))).toBe('1');
    expect(nameOf(press('Process', { code: 'KeyL' }))).toBe('l');
  });
});
