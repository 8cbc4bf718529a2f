import { pauseAfter } from '$domain/polling';
import { Loaded } from '$state/loaded.svelte';

const AT_REST = 20_000;

/** Something that changes by itself: fetched again and again while it is watched, often while it moves. */
export class Polled<T> extends Loaded<T> {
  readonly #isMoving: (value: T) => boolean;
  readonly #rest: number;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isWatched = false;
  #looks = 0;

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
    this.#looks = 0;
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
      this.#looks = 0;
      return this.#rest;
    }
    const pause = pauseAfter(this.#looks);
    this.#looks += 1;
    return pause;
  }
}
