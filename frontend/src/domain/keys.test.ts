import { describe, expect, it } from 'vitest';

import { ANSWER_KEYS, keyMapOf, type KeyPress, keyOf, meaningOf, nameOf, ownKeysOf, refusalOf, SHORTCUTS } from './keys';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key, code: '', shiftKey: false, altKey: false, ctrlKey: false, metaKey: false, isComposing: false, ...more,
});

const STANDARD = keyMapOf({});

describe('the key map', () => {
  it('gives no key two meanings', () => {
    const all = [...SHORTCUTS.flatMap(({ keys }) => keys), ...ANSWER_KEYS];
    expect(new Set(all).size).toBe(all.length);
  });

  it('means a command or an option', () => {
    expect(meaningOf(press(' '), true, STANDARD)).toEqual({ kind: 'command', command: 'play' });
    expect(meaningOf(press('2'), true, STANDARD)).toEqual({ kind: 'option', at: 1 });
    expect(meaningOf(press(']'), true, STANDARD)).toBeNull();
  });

  it('leaves the combinations of the browser alone', () => {
    expect(meaningOf(press('l', { ctrlKey: true }), true, STANDARD)).toBeNull();
    expect(meaningOf(press('ArrowLeft', { altKey: true }), true, STANDARD)).toBeNull();
  });

  it('keeps only keys that write nothing when single keys are off', () => {
    expect(meaningOf(press('1'), false, STANDARD)).toBeNull();
    expect(meaningOf(press(' '), false, STANDARD)).toBeNull();
    expect(meaningOf(press('Enter'), false, STANDARD)).toEqual({ kind: 'command', command: 'continue' });
    expect(keyOf('frameBack', false, STANDARD)).toBe('←');
    expect(keyOf('loop', false, STANDARD)).toBeUndefined();
  });

  it('finds digits on a French keyboard and letters under an input method', () => {
    expect(nameOf(press('&', { code: 'Digit1' }))).toBe('1');
    expect(nameOf(press('Process', { code: 'KeyL' }))).toBe('l');
  });
});

describe("a person's own keys", () => {
  it('take the place of the standard ones, on the page and in its hints', () => {
    const map = keyMapOf({ loop: 'Insert' });
    expect(meaningOf(press('Insert'), true, map)).toEqual({ kind: 'command', command: 'loop' });
    expect(meaningOf(press('l'), true, map)).toBeNull();
    expect(keyOf('loop', true, map)).toBe('Insert');
  });

  it('may take a key from a command that has another one', () => {
    expect(refusalOf({}, 'loop', 'k')).toBeNull();
    expect(keyMapOf({ loop: 'k' }).play).toEqual(['Space']);
  });

  it('are refused where the browser, an answer or another command has the key', () => {
    expect(refusalOf({}, 'loop', 'F5')).toEqual({ by: 'browser' });
    expect(refusalOf({}, 'loop', 'Tab')).toEqual({ by: 'browser' });
    expect(refusalOf({}, 'loop', '1')).toEqual({ by: 'answer' });
    expect(refusalOf({}, 'loop', 'm')).toEqual({ by: 'mute' });
    expect(refusalOf({ mute: 'Insert' }, 'loop', 'm')).toBeNull();
  });

  it('are dropped when they can no longer be used', () => {
    expect(ownKeysOf({ loop: '1', mute: 'Insert', dance: 'j', zoom: 3 })).toEqual({ mute: 'Insert' });
    expect(ownKeysOf('x')).toEqual({});
  });

  it('never leave a key with two meanings', () => {
    const all = Object.values(keyMapOf({ loop: 'k', play: 'Insert' })).flat();
    expect(new Set(all).size).toBe(all.length);
  });
});
