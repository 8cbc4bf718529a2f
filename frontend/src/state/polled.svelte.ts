import { Loaded } from '$state/loaded.svelte';

const AT_FIRST = 250;
const WHILE_MOVING = 1_500;
const AT_REST = 20_000;

/**
 * Something that changes by itself: fetched again and again while it is watched, often while it moves, and
 * most often at first, since most of it is soon over.
 */
export class Polled<T> extends Loaded<T> {
  readonly #isMoving: (value: T) => boolean;
  readonly #rest: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isWatched = false;
  #next = AT_FIRST;

  constructor(fetch: () => Promise<T>, isMoving: (value: T) => boolean, rest = AT_REST) {
    super(fetch);
    this.#rest = rest;
    this.#isMoving = isMoving;
  }

  /** Starts now; the answer ends it. Hidden pages ask nothing, and look at once when they are shown again. */
  watch = (): (() => void) => {
    this.#isWatched = true;
    document.addEventListener('visibilitychange', this.#look);
    void this.#turn();
    return () => {
      this.#isWatched = false;
      document.removeEventListener('visibilitychange', this.#look);
      clearTimeout(this.#timer);
    };
  };

  /** Looks now instead of at the next turn: after something was done that changes it. */
  again = (): Promise<void> => {
    this.#next = AT_FIRST;
    return this.#turn();
  };

  #look = (): void => {
    clearTimeout(this.#timer);
    if (document.visibilityState === 'visible') void this.#turn();
  };

  async #turn(): Promise<void> {
    clearTimeout(this.#timer);
    await this.load();
    if (!this.#isWatched || document.visibilityState === 'hidden') return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#turn(), this.#pause());
  }

  #pause(): number {
    if (this.value === undefined || !this.#isMoving(this.value)) {
      this.#next = AT_FIRST;
      return this.#rest;
    }
    const pause = this.#next;
    this.#next = Math.min(2 * pause, WHILE_MOVING);
    return pause;
  }
}
