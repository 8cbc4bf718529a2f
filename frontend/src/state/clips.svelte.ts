import { fetchClip } from '$api/media';

export interface Wanted {
  /** Stays the same when the signed address is renewed. */
  key: string;
  url: string;
}

/** Clips fetched ahead as whole files, one at a time, so that the next pair plays at once. */
export class Clips {
  #ready = new Map<string, string>();
  #wanted: Wanted[] = [];
  #fetching: { key: string; abort: AbortController } | undefined;
  readonly #fetch: typeof fetchClip;

  constructor(fetch: typeof fetchClip = fetchClip) {
    this.#fetch = fetch;
  }

  /** Where to play it from: this computer when it is there already, else the server. */
  sourceOf({ key, url }: Wanted): string {
    return this.#ready.get(key) ?? url;
  }

  /** What to have at hand, nearest first; everything else is let go, except what is `kept`. */
  want(wanted: readonly Wanted[], kept: readonly string[] = []): void {
    this.#wanted = [...wanted];
    const needed = new Set([...wanted.map(({ key }) => key), ...kept]);
    for (const [key, source] of this.#ready) {
      if (needed.has(key)) continue;
      URL.revokeObjectURL(source);
      this.#ready.delete(key);
    }
    if (this.#fetching && !needed.has(this.#fetching.key)) this.#fetching.abort.abort();
    void this.#work();
  }

  stop(): void {
    this.want([]);
  }

  async #work(): Promise<void> {
    if (this.#fetching) return;
    const failed = new Set<string>();
    for (;;) {
      const next = this.#wanted.find(({ key }) => !this.#ready.has(key) && !failed.has(key));
      if (!next) return;
      if (!(await this.#one(next))) failed.add(next.key); // tried again at the next call of want
    }
  }

  async #one({ key, url }: Wanted): Promise<boolean> {
    const abort = new AbortController();
    this.#fetching = { key, abort };
    try {
      const blob = await this.#fetch(url, abort.signal);
      if (!abort.signal.aborted) this.#ready.set(key, URL.createObjectURL(blob));
      return !abort.signal.aborted;
    } catch {
      return false;
    } finally {
      this.#fetching = undefined;
    }
  }
}
