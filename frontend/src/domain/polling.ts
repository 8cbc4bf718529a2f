const FIRST = 250;
const LONGEST = 1_500;

/** Milliseconds until the next look at something that moves, after so many looks: most of it is soon over. */
export function pauseAfter(looks: number): number {
  return Math.min(FIRST * 2 ** looks, LONGEST);
}
