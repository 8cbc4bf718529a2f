import { beginTraining, sendTrial } from '$api/training';
import type { QueueReply, TrainingKind } from '$api/types';
import type { Act } from '$domain/outbox';
import { Judge } from '$state/judge.svelte';

type Send = (trial: string, stage: string, body: object) => Promise<unknown>;

/** A judge whose pairs are nobody's work: answers go where `send` says, at once, and nothing is skipped. */
export class Lesson extends Judge {
  override readonly isLesson = true;
  readonly #send: Send;

  constructor(campaign: string, user: string, { begin, send, home }: { begin: () => Promise<QueueReply>; send: Send; home: string }) {
    let begun: Promise<QueueReply> | undefined;
    // Begun once: what is done since is known here, and another attempt is begun by the person alone.
    const fetch = (): Promise<QueueReply> => (begun ??= begin().catch((error: unknown) => { begun = undefined; throw error; }));
    super(campaign, user, { fetch, home });
    this.#send = send;
  }

  override tellRevealed(): void {
    // What is looked at here is not counted.
  }

  override async leave(): Promise<void> {
    // Nothing is held.
  }

  protected override async done(trial: string, act: Act): Promise<void> {
    if (act.kind !== 'stage') return;
    await this.#send(trial, act.stage, act.body);
    this.queue.note(trial, act);
  }
}

export function lessonOf(campaign: string, user: string, kind: TrainingKind): Lesson {
  return new Lesson(campaign, user, { begin: () => beginTraining(campaign, kind), send: sendTrial, home: `/campaigns/${campaign}/training` });
}
