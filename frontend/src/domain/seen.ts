/** Which parts of a clip were really played: a union of intervals in microseconds. */

export type Interval = readonly [start: number, end: number];

/** Gaps smaller than this are the player's clock, not something that was missed. */
const JOINED_BELOW = 50_000;

/** The intervals with one more, joined where they touch, ascending. */
export function withInterval(intervals: readonly Interval[], added: Interval): Interval[] {
  if (!(added[1] > added[0])) return [...intervals];
  const sorted = [...intervals, added].sort((one, other) => one[0] - other[0]);
  const joined: Interval[] = [];
  for (const next of sorted) {
    const last = joined.at(-1);
    if (last && next[0] - last[1] <= JOINED_BELOW) joined[joined.length - 1] = [last[0], Math.max(last[1], next[1])];
    else joined.push(next);
  }
  return joined;
}

/** Share of the clip that was played, 0 to 1. */
export function coverage(intervals: readonly Interval[], duration: number): number {
  if (duration <= 0) return 0;
  const played = intervals.reduce((sum, [start, end]) => sum + Math.min(end, duration) - Math.min(start, duration), 0);
  return Math.min(1, played / duration);
}

/** What a player's looks may miss of a clip that was played through. */
const WHOLE = 0.95;

export function isWhole(covered: number): boolean {
  return covered >= WHOLE;
}
