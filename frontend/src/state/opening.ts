import { fetchCampaign, fetchQueue } from '$api/campaigns';
import type { Campaign, QueueReply } from '$api/types';

const HOLD = 3;
/** What was asked longer ago is asked again: leases and addresses of videos grow old. */
const GOOD_FOR = 10_000;

interface Replies {
  campaign: Promise<Campaign> | undefined;
  queue: Promise<QueueReply> | undefined;
}

interface Ask {
  campaign: (id: string) => Promise<Campaign>;
  queue: (id: string) => Promise<QueueReply>;
}

/** What the workspace asks first, asked while its scripts are on their way. Each reply is taken once: none is claimed twice. */
export class Opening {
  #begun: (Replies & { id: string; at: number }) | undefined;
  readonly #ask: Ask;

  constructor(ask: Ask) {
    this.#ask = ask;
  }

  begin(id: string): void {
    const replies = { campaign: this.#ask.campaign(id), queue: this.#ask.queue(id) };
    this.#begun = { ...replies, id, at: performance.now() };
    // Whoever takes it hears of its failure.
    for (const one of Object.values(replies)) one.catch(() => undefined);
  }

  campaign(id: string): Promise<Campaign> {
    return this.#take(id, 'campaign') ?? this.#ask.campaign(id);
  }

  /** Claim, renewal and resume in one. */
  queue(id: string): Promise<QueueReply> {
    return this.#take(id, 'queue') ?? this.#ask.queue(id);
  }

  #take<Kind extends keyof Replies>(id: string, kind: Kind): Replies[Kind] {
    const begun = this.#begun;
    if (begun?.id !== id || performance.now() - begun.at > GOOD_FOR) return undefined;
    const reply: Replies[Kind] = begun[kind];
    begun[kind] = undefined;
    return reply;
  }
}

export const opening = new Opening({ campaign: fetchCampaign, queue: (id) => fetchQueue(id, HOLD) });
