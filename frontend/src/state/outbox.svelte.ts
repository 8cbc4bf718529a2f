import { releaseAssignment, reportAssignment, sendStage, skipAssignment } from '$api/assignments';
import type { SkipReason, StageBody } from '$api/types';
import type { Entry, NewEntry } from '$domain/outbox';
import type { Answers } from '$domain/protocol';
import { failureOf } from '$state/failing';
import { Sender } from '$state/sender';
import { type OutboxStore, withOverflow } from '$storage/outbox';
import { stores } from '$storage/stores';

type Listener = (entry: Entry, outcome: 'sent' | 'aside') => void;

function send({ assignment, act }: Entry): Promise<unknown> {
  switch (act.kind) {
    case 'stage':
      return sendStage(assignment, act.stage, act.body as unknown as StageBody);
    case 'skip':
      return skipAssignment(assignment, act.reason as SkipReason, act.note);
    case 'report':
      return reportAssignment(assignment, act.about, act.note);
    case 'release':
      return releaseAssignment(assignment);
  }
}

/** What this person did and the server does not know yet. One for the whole page, so that it is sent from any route. */
class Outbox {
  entries = $state.raw<Entry[]>([]);
  pause = $state<'none' | 'later' | 'sign-in'>('none');
  /** What was left behind is known. */
  isOpen = $state(false);
  /** Acknowledged in this visit. */
  sent = $state(0);
  /** False where the browser keeps nothing: what waits is gone with the page. */
  isDurable = $state(true);
  waiting = $derived(this.entries.filter((entry) => entry.refusal === null));
  aside = $derived(this.entries.filter((entry) => entry.refusal !== null));
  #user: string | undefined;
  #opening = Promise.resolve();
  #store: OutboxStore | undefined;
  #sender: Sender | undefined;
  #listeners = new Set<Listener>();

  /** Opens what this person left behind and sends it; resolves when it is known. The same person twice is fine. */
  open(user: string): Promise<void> {
    if (this.#user !== user) this.#opening = this.#open(user);
    return this.#opening;
  }

  async #open(user: string): Promise<void> {
    this.#user = user;
    this.isOpen = false;
    const { outbox, isDurable } = await stores();
    this.isDurable = isDurable;
    const store = withOverflow(outbox, this.tellFull);
    this.#store = store;
    this.entries = await store.all(user);
    this.isOpen = true;
    this.#sender = this.#senderFor(store, user);
    addEventListener('online', () => void this.sendNow());
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible' && this.waiting.length) void this.sendNow();
    });
    addEventListener('beforeunload', (event) => {
      if (!this.isDurable && this.waiting.length) event.preventDefault();
    });
    void this.sendNow();
  }

  /** The disk takes nothing more. */
  tellFull = (): void => {
    this.isDurable = false;
  };

  /** Resolves when it is kept here; it is sent by itself. */
  async add(entry: Omit<NewEntry, 'user' | 'at'>): Promise<void> {
    if (!this.#store || !this.#user) throw new Error('The outbox is not open.');
    await this.#store.add({ ...entry, user: this.#user, at: Date.now() });
    this.entries = await this.#store.all(this.#user);
    void this.sendNow();
  }

  sendNow = async (): Promise<void> => {
    await this.#sender?.run();
  };

  async sendAgain(id: number): Promise<void> {
    await this.#store?.sendAgain(id);
    await this.sendNow();
  }

  async discard(id: number): Promise<void> {
    await this.#store?.remove(id);
    this.entries = this.entries.filter((entry) => entry.id !== id);
  }

  /** The newest answers to this stage that were set aside, to be corrected. */
  refusedAnswers(assignment: string, stage: string): Answers | undefined {
    const found = this.aside.filter((entry) => entry.assignment === assignment && entry.act.kind === 'stage' && entry.act.stage === stage);
    const act = found.at(-1)?.act;
    return act?.kind === 'stage' ? act.body.answers : undefined;
  }

  /** Told of every entry that leaves or is set aside; call what it returns to stop. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #tell(entry: Entry, outcome: 'sent' | 'aside'): void {
    for (const listener of this.#listeners) listener(entry, outcome);
  }

  #senderFor(store: OutboxStore, user: string): Sender {
    return new Sender({
      store,
      user,
      send,
      failureOf,
      onChange: (entries, pause) => {
        this.entries = entries;
        this.pause = pause;
      },
      onSent: (entry) => {
        this.sent += 1;
        this.#tell(entry, 'sent');
      },
      onAside: (entry) => {
        this.#tell(entry, 'aside');
      },
    });
  }
}

export const outbox = new Outbox();
