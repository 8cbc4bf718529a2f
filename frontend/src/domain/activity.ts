/** How long somebody really worked: hidden tabs and long stillness do not count. Times in milliseconds. */

export const IDLE_AFTER = 30_000;
/** A longer gap between two ticks means that the computer slept. */
const LONGEST_TICK = 5_000;

export interface Activity {
  active: number;
  total: number;
  tickedAt: number;
  touchedAt: number;
}

export function startActivity(now: number, active = 0, total = 0): Activity {
  return { active, total, tickedAt: now, touchedAt: now };
}

export function touch(activity: Activity, now: number): Activity {
  return { ...activity, touchedAt: now };
}

export function tick(activity: Activity, now: number, visible: boolean): Activity {
  const passed = Math.max(0, now - activity.tickedAt);
  const idle = now - activity.touchedAt > IDLE_AFTER;
  const counted = visible && !idle && passed <= LONGEST_TICK ? passed : 0;
  return { ...activity, active: activity.active + counted, total: activity.total + passed, tickedAt: now };
}
