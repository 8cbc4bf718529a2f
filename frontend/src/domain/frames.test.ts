import { describe, expect, it } from 'vitest';

import { frameAt, nextStep, previousStep, seekTarget, stepGrid } from './frames';

const fine = { frameTimes: [0, 100, 200, 300], duration: 400 };
const coarse = { frameTimes: [0, 250, 500], duration: 750 };

describe('frames', () => {
  it('shows the last frame past the end', () => {
    expect(frameAt(fine, 1000)).toBe(3);
  });

  it('seeks to the middle of a frame', () => {
    expect(seekTarget(coarse, 260)).toBe(375);
  });

  it('walks on the finer clip, then on the longer one', () => {
    expect(stepGrid([coarse, fine])).toEqual([0, 100, 200, 300, 500]);
  });

  it('steps back from the middle of a frame to the frame before', () => {
    expect(previousStep([0, 100, 200], 150)).toBe(0);
    expect(nextStep([0, 100, 200], 150)).toBe(200);
    expect(nextStep([0, 100, 200], 200)).toBeNull();
  });
});
