import type { Assignment, QueueReply } from '$api/types';
import type { Failure } from '$domain/failure';
import { withDone } from '$domain/ledger';
import type { Act } from '$domain/outbox';
import type { Definition } from '$domain/protocol';
import { opening } from '$state/opening';
import { failureOf } from '$state/failing';
import { t } from '$i18n/index';
import { outbox } from '$state/outbox.svelte';
import { toasts } from '$state/toasts.svelte';

const RENEW_EVERY = 5 * 60_000;

/** The pairs this person holds, as they stand after everything done here, sent or not. */
export class Queue {
  reply = $state.raw<QueueReply>();
  failure = $state.raw<Failure>();
  isLoading = $state(false);
  #done = $state.raw<{ assignment: string; act: Act }[]>([]);
  readonly #campaign: string;
  readonly #definition: () => Definition | undefined;
  readonly #fetch: () => Promise<QueueReply>;
  #again = false;
  #timer: ReturnType<typeof setInterval> | undefined;
  #stopListening: (() => void) | undefined;

  list = $derived.by((): Assignment[] => {
    const definition = this.#definition();
    if (!this.reply || !definition) return [];
    return withDone(this.reply.assignments, [...this.#done, ...outbox.waiting], definition);
  });
  /** Judged here since the server counted. */
  #judgedSince = $derived.by(() => {
    const left = new Set(this.list.map(({ id }) => id));
    const judged = new Set(this.#done.filter(({ act }) => act.kind === 'stage').map(({ assignment }) => assignment));
    return (this.reply?.assignments ?? []).filter(({ id }) => !left.has(id) && judged.has(id)).length;
  });
  finished = $derived((this.reply?.progress.finished ?? 0) + this.#judgedSince);
  finishedInSession = $derived((this.reply?.progress.session_finished ?? 0) + this.#judgedSince);

  constructor(campaign: string, definition: () => Definition | undefined, fetch = (): Promise<QueueReply> => opening.queue(campaign)) {
    this.#campaign = campaign;
    this.#definition = definition;
    this.#fetch = fetch;
  }

  start(): void {
    void this.load();
    this.#timer = setInterval(() => {
      if (document.visibilityState === 'visible') void this.load();
    }, RENEW_EVERY);
    addEventListener('online', this.#onOnline);
    this.#stopListening = outbox.listen((entry, outcome) => {
      if (entry.campaign !== this.#campaign) return;
      if (outcome === 'aside') toasts.say(t('outbox.news'), 'bad');
      if (outcome === 'aside') this.#done = this.#done.filter(({ assignment }) => assignment !== entry.assignment);
      void this.load();
    });
  }

  stop(): void {
    clearInterval(this.#timer);
    removeEventListener('online', this.#onOnline);
    this.#stopListening?.();
  }

  note(assignment: string, act: Act): void {
    this.#done = [...this.#done, { assignment, act }];
  }

  /** Claim, renewal and resume in one. Called while it runs, it runs once more. */
  load = async (): Promise<void> => {
    this.#again = true;
    if (this.isLoading) return;
    this.isLoading = true;
    try {
      while (this.#again) {
        this.#again = false;
        this.reply = await this.#fetch();
        this.failure = undefined;
      }
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.isLoading = false;
    }
  };

  readonly #onOnline = (): void => {
    void this.load();
  };
}
