import { describe, expect, it } from 'vitest';

import { chosenFrom, LARGEST_UPLOAD, problemOf } from '$domain/uploads';

const file = (name: string, size = 1): { name: string; size: number } => ({ name, size });

describe('the files of an import', () => {
  it('takes the table as the manifest and the rest as clips', () => {
    const chosen = chosenFrom([file('a.mp4'), file('videos.jsonl'), file('b.gif')], {});
    expect(chosen.manifest?.name).toBe('videos.jsonl');
    expect(chosen.clips.map((clip) => clip.name)).toEqual(['a.mp4', 'b.gif']);
  });

  it('takes a table that is named after pairs as the pairs', () => {
    const chosen = chosenFrom([file('Pairs.csv'), file('videos.csv')], {});
    expect([chosen.manifest?.name, chosen.pairs?.name]).toEqual(['videos.csv', 'Pairs.csv']);
  });

  it('takes a lone table as the manifest whatever its name', () => {
    const chosen = chosenFrom([file('pairs.jsonl')], {});
    expect([chosen.manifest?.name, chosen.pairs]).toEqual(['pairs.jsonl', undefined]);
  });

  it('leaves out a second table that nobody called pairs', () => {
    expect(chosenFrom([file('a.jsonl'), file('b.jsonl')], {}).pairs).toBeUndefined();
  });

  it('does what was said by hand', () => {
    const files = [file('a.jsonl'), file('b.jsonl'), file('pairs.jsonl')];
    const chosen = chosenFrom(files, { manifest: 'b.jsonl', pairs: 'a.jsonl' });
    expect([chosen.manifest?.name, chosen.pairs?.name]).toEqual(['b.jsonl', 'a.jsonl']);
    expect(chosenFrom(files, { pairs: '' }).pairs).toBeUndefined();
  });

  it('says what is missing or too much', () => {
    expect(problemOf(chosenFrom([file('a.mp4')], {}))).toBe('noManifest');
    expect(problemOf(chosenFrom([file('a.csv'), file('a.mp4', LARGEST_UPLOAD)], {}))).toBe('tooLarge');
    const many = Array.from({ length: 1000 }, (_, at) => file(`${String(at)}.mp4`));
    expect(problemOf(chosenFrom([file('a.csv'), ...many], {}))).toBe('tooMany');
    expect(problemOf(chosenFrom([file('a.csv')], {}))).toBeUndefined();
  });
});
