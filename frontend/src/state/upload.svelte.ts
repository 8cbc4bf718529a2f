import { sendImport } from '$api/imports';
import type { Failure } from '$domain/failure';
import { type Chosen, chosenFrom, type Roles } from '$domain/uploads';
import { failureOf } from '$state/failing';

/** Files on their way into a corpus: chosen, sent with progress, stopped if wanted. */
export class Upload {
  files = $state.raw<File[]>([]);
  /** Names of the files that were given a part by hand. */
  roles = $state.raw<Roles>({});
  sent = $state(0);
  total = $state(0);
  isBusy = $state(false);
  failure = $state.raw<Failure>();
  chosen = $derived.by<Chosen<File>>(() => chosenFrom(this.files, this.roles));
  #stop: AbortController | undefined;

  constructor(readonly corpus: string) {}

  /** Files that are there already by name are replaced. */
  add = (files: readonly File[]): void => {
    const names = new Set(files.map((file) => file.name));
    this.files = [...this.files.filter((file) => !names.has(file.name)), ...files];
    this.failure = undefined;
  };

  clear = (): void => {
    this.files = [];
    this.roles = {};
    this.failure = undefined;
  };

  stop = (): void => {
    this.#stop?.abort();
  };

  /** The id of the import that has begun, or null when it did not. */
  send = async (): Promise<string | null> => {
    if (this.isBusy) return null;
    this.#begin();
    try {
      return await sendImport(this.corpus, this.chosen, this.#count, this.#signal());
    } catch (error) {
      this.failure = failureOf(error);
      return null;
    } finally {
      this.isBusy = false;
    }
  };

  #begin(): void {
    this.isBusy = true;
    this.failure = undefined;
    this.sent = this.total = 0;
  }

  #signal(): AbortSignal {
    this.#stop = new AbortController();
    return this.#stop.signal;
  }

  #count = (sent: number, total: number): void => {
    this.sent = sent;
    this.total = total;
  };
}
