import type { Failure } from '$domain/failure';
import { failureOf } from '$state/failing';

/** One thing that a page fetches: loading, failed with a sentence, or there. A reply that was overtaken is dropped. */
export class Loaded<T> {
  failure = $state.raw<Failure>();
  isLoading = $state(false);
  readonly #fetch: () => Promise<T>;
  #value = $state.raw<T>();
  #turn = 0;

  constructor(fetch: () => Promise<T>) {
    this.#fetch = fetch;
  }

  get value(): T | undefined {
    return this.#value;
  }

  /** What an act answered is newer than every reply that is on its way. */
  set value(value: T | undefined) {
    this.#turn += 1;
    this.#value = value;
    this.isLoading = false;
  }

  /** Keeps what is shown until the new value is there. Never rejects: the failure is part of the page. */
  load = async (): Promise<void> => {
    const turn = ++this.#turn;
    this.isLoading = true;
    try {
      const value = await this.#fetch();
      if (turn !== this.#turn) return;
      this.#value = value;
      this.failure = undefined;
    } catch (error) {
      if (turn === this.#turn) this.failure = failureOf(error);
    } finally {
      if (turn === this.#turn) this.isLoading = false;
    }
  };
}
