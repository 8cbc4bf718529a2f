import { expect, it } from 'vitest';

import { closer, moved, WHOLE, zoomedAt } from './zoom';

/** Where a point of the picture is in its box, as the style sheet puts it there. */
const seenAt = ({ zoom, x }: { zoom: number; x: number }, inPicture: number): number => x + (inPicture - x) * zoom;

it('goes closer step by step and back to the whole', () => {
  const once = closer(WHOLE);
  expect([once.zoom, closer(once).zoom]).toEqual([2, 4]);
  expect(closer(closer(once))).toEqual(WHOLE);
});

it('keeps the point under the pointer where it is', () => {
  const first = zoomedAt(WHOLE, 2, { x: 0.25, y: 0.5 });
  expect(seenAt(first, 0.25)).toBeCloseTo(0.25);
  const second = zoomedAt(first, 1.5, { x: 0.6, y: 0.5 });
  const under = first.x + (0.6 - first.x) / first.zoom;
  expect(seenAt(second, under)).toBeCloseTo(0.6);
});

it('never shows what lies outside the picture', () => {
  const corner = moved(zoomedAt(WHOLE, 4, { x: 0.5, y: 0.5 }), 9, -9);
  expect([corner.x, corner.y]).toEqual([1, 0]);
  expect(moved(WHOLE, 1, 1)).toEqual(WHOLE);
});

it('moves the picture by what was dragged', () => {
  const before = { zoom: 4, x: 0.5, y: 0.5 };
  const after = moved(before, 0.2, 0);
  expect(seenAt(before, 0.5) - seenAt(after, 0.5)).toBeCloseTo(0.2);
});
