import type { SeenClip } from '$domain/draft';
import { coverage, type Interval, withInterval } from '$domain/seen';

/** A jump between two looks that is longer than this (at normal speed) was not watched; a busy computer looks seldom. */
const LONGEST_LOOK = 1_500_000;

/** Which parts of each clip were really played, in microseconds. */
export class Watched {
  #seen: Record<string, SeenClip> = {};
  #running = new Map<string, [start: number, end: number]>();

  /** Starts over, or goes on from a draft. */
  resume(seen: Record<string, SeenClip>): void {
    this.#running.clear();
    this.#seen = { ...seen };
  }

  begin(slot: string): void {
    this.#flush(slot);
    const known = this.#of(slot);
    this.#seen[slot] = { ...known, plays: known.plays + 1 };
  }

  at(slot: string, time: number, speed: number): void {
    const running = this.#running.get(slot);
    const isNext = running && time >= running[1] && time - running[1] <= LONGEST_LOOK * speed;
    if (isNext) running[1] = time;
    else {
      this.#flush(slot);
      this.#running.set(slot, [time, time]);
    }
  }

  /** Played on to its end: the last look may have been a little before. */
  reachedEnd(slot: string, duration: number, speed: number): void {
    if (this.#running.has(slot)) this.at(slot, duration, speed);
    this.#flush(slot);
  }

  /** Share of the clip that was played so far, 0 to 1. */
  covered(slot: string, duration: number): number {
    const running = this.#running.get(slot);
    const seen = running ? withMore(this.#of(slot), running) : this.#of(slot);
    return coverage(seen.intervals, duration);
  }

  rest(): void {
    for (const slot of [...this.#running.keys()]) this.#flush(slot);
  }

  /** Everything so far, what runs just now included. */
  all(): Record<string, SeenClip> {
    const now = { ...this.#seen };
    for (const [slot, interval] of this.#running) now[slot] = withMore(this.#of(slot), interval);
    return now;
  }

  #of(slot: string): SeenClip {
    return this.#seen[slot] ?? { intervals: [], plays: 0 };
  }

  #flush(slot: string): void {
    const running = this.#running.get(slot);
    if (!running) return;
    this.#seen[slot] = withMore(this.#of(slot), running);
    this.#running.delete(slot);
  }
}

function withMore(seen: SeenClip, [start, end]: Interval): SeenClip {
  return { ...seen, intervals: withInterval(seen.intervals, [Math.round(start), Math.round(end)]) };
}
