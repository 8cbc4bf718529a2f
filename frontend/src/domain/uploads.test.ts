import { describe, expect, it } from 'vitest';

import { announced, begunWith, chosenFrom, LARGEST_PIECE, LARGEST_UPLOAD, nextPiece, pairsBeside, problemOf, SMALLEST_PIECE } from '$domain/uploads';

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

  it('takes an archive alone', () => {
    const alone = chosenFrom([file('all.tar.gz')], {});
    expect([alone.manifest?.name, alone.clips, problemOf(alone)]).toEqual(['all.tar.gz', [], undefined]);
    expect(problemOf(chosenFrom([file('all.zip'), file('a.mp4')], {}))).toBe('archiveAlone');
  });
});

describe('the inbox', () => {
  it('finds the pairs in the folder of a manifest', () => {
    const all = [{ path: 'a/m.jsonl', kind: 'manifest' }, { path: 'a/pairs.csv', kind: 'pairs' }, { path: 'm.csv', kind: 'manifest' }];
    expect(pairsBeside('a/m.jsonl', all)).toBe('a/pairs.csv');
    expect(pairsBeside('m.csv', all)).toBeUndefined();
  });
});

describe('an upload that goes on', () => {
  const chosen = chosenFrom([file('b.mp4', 5), file('a.jsonl', 2)], {});
  const begun = (size: number): { files: { number: number; part: 'manifest' | 'clip'; name: string; size: number; received: number }[] } => ({
    files: [
      { number: 0, part: 'manifest', name: 'a.jsonl', size: 2, received: 2 },
      { number: 1, part: 'clip', name: 'b.mp4', size, received: 1 },
    ],
  });

  it('is the one with the same names and sizes', () => {
    expect(begunWith([begun(4), begun(5)], announced(chosen))).toEqual(begun(5));
    expect(begunWith([begun(4)], announced(chosen))).toBeUndefined();
  });

  it('sends larger pieces while the line is quick, within bounds', () => {
    expect(nextPiece(SMALLEST_PIECE, 10)).toBe(2 * SMALLEST_PIECE);
    expect(nextPiece(LARGEST_PIECE, 10)).toBe(LARGEST_PIECE);
    expect(nextPiece(2 * SMALLEST_PIECE, 5_000)).toBe(SMALLEST_PIECE);
    expect(nextPiece(SMALLEST_PIECE, 5_000)).toBe(SMALLEST_PIECE);
    expect(nextPiece(1_000_000, 2_000)).toBe(1_000_000);
  });
});
