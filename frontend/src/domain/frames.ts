/** Frames and times. All times are microseconds from the start of the clip. */

export interface ClipTimes {
  /** Start of each frame, ascending. */
  frameTimes: readonly number[];
  duration: number;
}

/** Index of the last element that is not after `time`; -1 when all are after it. */
function lastNotAfter(times: readonly number[], time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((times[middle] ?? Infinity) <= time) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** The frame on screen at `time`: before the first frame that is the first, past the end the last. */
export function frameAt(clip: ClipTimes, time: number): number {
  return Math.max(0, lastNotAfter(clip.frameTimes, time));
}

export function frameInterval(clip: ClipTimes, frame: number): [number, number] {
  const start = clip.frameTimes[frame] ?? 0;
  return [start, clip.frameTimes[frame + 1] ?? Math.max(clip.duration, start)];
}

/** Where to seek so that the frame shown at `time` is on screen: the middle of its interval, far from both edges. */
export function seekTarget(clip: ClipTimes, time: number): number {
  const [start, end] = frameInterval(clip, frameAt(clip, time));
  return (start + end) / 2;
}

/** Mean length of a frame; the whole duration when there is one frame or none. */
export function frameLength(clip: ClipTimes): number {
  return clip.duration / Math.max(1, clip.frameTimes.length);
}

/** The grid that frame steps walk on: the starts of the finer clip, then of the longer one past its end. */
export function stepGrid(clips: readonly ClipTimes[]): number[] {
  const byFineness = [...clips].sort((one, other) => frameLength(one) - frameLength(other));
  let grid: number[] = [];
  let reached = -1;
  for (const clip of byFineness) {
    grid = [...grid, ...clip.frameTimes.filter((time) => time > reached)];
    reached = Math.max(reached, clip.duration - 1);
  }
  return grid;
}

/** Start of the frame after the one shown at `time`, or null at the last one. */
export function nextStep(grid: readonly number[], time: number): number | null {
  return grid[lastNotAfter(grid, time) + 1] ?? null;
}

/** Start of the frame before the one shown at `time`, or null at the first one. */
export function previousStep(grid: readonly number[], time: number): number | null {
  const at = lastNotAfter(grid, time);
  return at > 0 ? (grid[at - 1] ?? null) : null;
}
