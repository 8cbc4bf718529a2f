import type { Page } from '$api/types';
import type { Failure } from '$domain/failure';
import { failureOf } from '$state/failing';

/** A list that comes in pages: the first by `load`, each next by `more`. A reply that was overtaken is dropped. */
export class Listed<T> {
  rows = $state.raw<T[]>();
  next = $state<string | null>(null);
  failure = $state.raw<Failure>();
  isLoading = $state(false);
  readonly #fetch: (cursor: string | null) => Promise<Page<T>>;
  #turn = 0;

  constructor(fetch: (cursor: string | null) => Promise<Page<T>>) {
    this.#fetch = fetch;
  }

  load = (): Promise<void> => this.#take(null, []);

  more = (): Promise<void> => this.#take(this.next, this.rows ?? []);

  async #take(cursor: string | null, before: T[]): Promise<void> {
    const turn = ++this.#turn;
    this.isLoading = true;
    try {
      const page = await this.#fetch(cursor);
      if (turn !== this.#turn) return;
      this.rows = [...before, ...page.results];
      this.next = page.next;
      this.failure = undefined;
    } catch (error) {
      if (turn === this.#turn) this.failure = failureOf(error);
    } finally {
      if (turn === this.#turn) this.isLoading = false;
    }
  }
}
