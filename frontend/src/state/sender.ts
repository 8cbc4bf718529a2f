import type { Failure } from '$domain/failure';
import { delayAfter, type Entry, type Verdict, verdictOn } from '$domain/outbox';
import type { OutboxStore } from '$storage/outbox';

type Pause = 'none' | 'later' | 'sign-in';

interface Options {
  store: OutboxStore;
  user: string;
  /** Rejects with a Failure. */
  send: (entry: Entry) => Promise<unknown>;
  failureOf: (error: unknown) => Failure;
  onChange: (entries: Entry[], pause: Pause) => void;
  onSent: (entry: Entry) => void;
  onAside: (entry: Entry) => void;
}

/** Sends what waits, one at a time: in order inside an assignment, and nothing refused blocks the rest. */
export class Sender {
  readonly #options: Options;
  #isRunning = false;
  #wanted = false;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Starts now; when it runs already, it looks once more at the end. */
  run = async (): Promise<void> => {
    this.#wanted = true;
    if (this.#isRunning) return;
    this.#isRunning = true;
    clearTimeout(this.#timer);
    try {
      let pause: Pause = 'none';
      while (this.#wanted) {
        this.#wanted = false;
        pause = await this.#round();
      }
      await this.#report(pause);
      if (pause === 'later') this.#comeBack();
    } finally {
      this.#isRunning = false;
    }
  };

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #round(): Promise<Pause> {
    const blocked = new Set<string>();
    for (;;) {
      const waiting = (await this.#report('none')).filter((entry) => entry.refusal === null);
      const next = waiting.find((entry) => !blocked.has(entry.assignment));
      if (!next) return blocked.size ? 'later' : 'none';
      const { verdict, reached } = await this.#deliver(next);
      if (verdict === 'sign-in') return 'sign-in';
      if (verdict === 'later' && !reached) return 'later';
      if (verdict === 'later') blocked.add(next.assignment);
    }
  }

  async #deliver(entry: Entry): Promise<{ verdict: Verdict; reached: boolean }> {
    const { store, send, failureOf, onSent, onAside } = this.#options;
    try {
      await send(entry);
    } catch (error) {
      const failure = failureOf(error);
      const verdict = verdictOn(entry.act, failure);
      if (verdict === 'done') await this.#leave(entry);
      if (verdict === 'aside') {
        await store.setAside(entry.id, { code: failure.code, message: failure.message });
        onAside(entry);
      }
      return { verdict, reached: failure.kind === 'refused' };
    }
    await this.#leave(entry);
    onSent(entry);
    return { verdict: 'done', reached: true };
  }

  async #leave(entry: Entry): Promise<void> {
    this.#failures = 0;
    await this.#options.store.remove(entry.id);
  }

  async #report(pause: Pause): Promise<Entry[]> {
    const entries = await this.#options.store.all(this.#options.user);
    this.#options.onChange(entries, pause);
    return entries;
  }

  #comeBack(): void {
    this.#failures += 1;
    this.#timer = setTimeout(() => void this.run(), delayAfter(this.#failures, Math.random()));
  }
}
