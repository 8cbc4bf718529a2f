/** Keeping two players together. Times in microseconds, rates as multiples of normal speed. */

export const SPEEDS = [0.25, 0.5, 1, 1.5, 2] as const;

/** Past this distance a change of rate would take too long: seek. */
const SEEK_BEYOND = 250_000;
/** Below this the clocks of the browser are not exact enough to correct anything. */
const LEAVE_BELOW = 3_000;
const MOST_CORRECTION = 0.12;
/** Change of rate for each second of distance. */
const GAIN = 8;

export type Correction = { kind: 'rate'; rate: number } | { kind: 'seek'; to: number };

/** What the follower does now, given where both are. */
export function correction(leader: number, follower: number, speed: number): Correction {
  const behind = leader - follower;
  if (Math.abs(behind) > SEEK_BEYOND) return { kind: 'seek', to: leader };
  if (Math.abs(behind) < LEAVE_BELOW) return { kind: 'rate', rate: speed };
  const wanted = (behind / 1_000_000) * GAIN;
  const bounded = Math.max(-MOST_CORRECTION, Math.min(MOST_CORRECTION, wanted));
  return { kind: 'rate', rate: Math.round(speed * (1 + bounded) * 100) / 100 };
}

/** The next faster or slower speed; stays at the ends. */
export function speedBeside(speed: number, direction: 1 | -1): number {
  const at = SPEEDS.findIndex((one) => one >= speed);
  const from = at < 0 ? SPEEDS.length - 1 : at;
  return SPEEDS[Math.max(0, Math.min(SPEEDS.length - 1, from + direction))] ?? 1;
}
