import type { Failure } from '$domain/failure';
import { failureOf } from '$state/failing';

/** One thing that a page fetches: loading, failed with a sentence, or there. */
export class Loaded<T> {
  value = $state.raw<T>();
  failure = $state.raw<Failure>();
  isLoading = $state(false);
  readonly #fetch: () => Promise<T>;

  constructor(fetch: () => Promise<T>) {
    this.#fetch = fetch;
  }

  /** Keeps what is shown until the new value is there. Never rejects: the failure is part of the page. */
  load = async (): Promise<void> => {
    this.isLoading = true;
    try {
      this.value = await this.#fetch();
      this.failure = undefined;
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.isLoading = false;
    }
  };
}
