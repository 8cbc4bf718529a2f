import { type ChosenClip, letterOf, withClip } from '$domain/example-clips';
import { describe, expect, it } from 'vitest';

const clip = (id: number): ChosenClip => ({ id, poster: null });
const chosen = (...clicks: number[]): number[] =>
  clicks.reduce<ChosenClip[]>((before, id) => withClip(before, clip(id), 2), []).map(({ id }) => id);

describe('the clips of a worked example', () => {
  it('stand in the order in which they were chosen', () => {
    expect(chosen(7, 3)).toEqual([7, 3]);
    expect([0, 1].map(letterOf)).toEqual(['A', 'B']);
  });

  it('are left out by a second click, so that the next one moves up', () => {
    expect(chosen(7, 3, 7)).toEqual([3]);
  });

  it('give way to one more from the last on', () => {
    expect(chosen(7, 3, 5)).toEqual([7, 5]);
  });
});
