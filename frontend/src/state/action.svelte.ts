import type { Failure } from '$domain/failure';
import { failureOf } from '$state/failing';

/** One thing that a person does on a page: at work, or failed with a sentence. */
export class Action<Input extends unknown[]> {
  failure = $state.raw<Failure>();
  isBusy = $state(false);
  readonly #act: (...input: Input) => Promise<unknown>;

  constructor(act: (...input: Input) => Promise<unknown>) {
    this.#act = act;
  }

  /** Whether it worked. A second call while the first is at work does nothing. */
  run = async (...input: Input): Promise<boolean> => {
    if (this.isBusy) return false;
    this.isBusy = true;
    this.failure = undefined;
    try {
      await this.#act(...input);
      return true;
    } catch (error) {
      this.failure = failureOf(error);
      return false;
    } finally {
      this.isBusy = false;
    }
  };

  /** The sentence for one field of the form, if the server named it. */
  problemOf(path: string): string | undefined {
    return this.failure?.fields.find((field) => field.path === path)?.message;
  }
}
