import { tellRevealed } from '$api/assignments';
import type { Assignment, Clip, QueueReply, SkipReason } from '$api/types';
import { currentOf } from '$domain/ledger';
import type { Act } from '$domain/outbox';
import { t } from '$i18n/index';
import { opening } from '$state/opening';
import { Clips, type Wanted } from '$state/clips.svelte';
import { Loaded } from '$state/loaded.svelte';
import { outbox } from '$state/outbox.svelte';
import { Pair } from '$state/pair.svelte';
import { preferences } from '$state/preferences.svelte';
import { Queue } from '$state/queue.svelte';
import { toasts } from '$state/toasts.svelte';
import { stores } from '$storage/stores';

const AHEAD = 2;
const TICK = 1_000;
const DRAFTS_KEPT = 30 * 24 * 3_600_000;

function wantedOf(assignment: Assignment, clip: Clip): Wanted {
  return { key: `${assignment.id}/${clip.slot}`, url: clip.url };
}

/** The judging page: which pair is on screen, and what becomes of it. */
export class Judge {
  readonly campaign;
  readonly queue: Queue;
  /** Of a tutorial or a qualification, which is nobody's work. */
  readonly isLesson: boolean = false;
  pair = $state.raw<Pair>();
  #user: string;
  #campaignId: string;
  #clips = new Clips();
  #timer: ReturnType<typeof setInterval> | undefined;
  #opening: string | undefined;
  #isOver = false;
  /** What this person has done something about: its going is no surprise. */
  #acted = new Set<string>();

  /** Where whoever leaves goes to. */
  readonly home: string;

  /** `fetch` and `home` are given where it is not the annotator's own queue that is judged. */
  constructor(campaign: string, user: string, { fetch, home = '/' }: { fetch?: () => Promise<QueueReply>; home?: string } = {}) {
    this.home = home;
    this.#campaignId = campaign;
    this.#user = user;
    this.campaign = new Loaded(() => opening.campaign(campaign));
    this.queue = new Queue(campaign, () => this.campaign.value?.protocol.definition, fetch);
  }

  current = $derived.by(() => currentOf(this.queue.list, this.pair?.id));

  progressText = $derived.by(() => {
    const { finishedInSession, reply } = this.queue;
    const count = finishedInSession + 1;
    const size = reply?.progress.session_size ?? 0;
    return count <= size ? t('judge.progress', { number: count, size }) : t('judge.progressBeyond', { number: count });
  });

  start(): () => void {
    preferences.open(this.#user);
    void this.campaign.load();
    void outbox.open(this.#user).finally(() => {
      this.queue.start();
    });
    void stores().then(({ drafts }) => drafts.removeBefore(Date.now() - DRAFTS_KEPT));
    this.#timer = setInterval(() => {
      this.pair?.tick(performance.now(), document.visibilityState === 'visible');
    }, TICK);
    return () => {
      this.#stop();
    };
  }

  /** Puts on screen what is current; call it whenever `current` changes. */
  async show(current: Assignment | undefined): Promise<void> {
    const at = current && `${current.id}/${current.stage}`;
    if (this.#opening === at) return;
    this.#opening = at;
    this.#tellWhatWasTaken(current);
    const pair = await this.#pairFor(current);
    if (this.#isOver || this.#opening !== at) return;
    if (pair !== this.pair) this.pair?.player.destroy();
    this.pair = pair;
    this.fetchAhead();
  }

  /** The clips of the next pairs, once those on screen have theirs. */
  fetchAhead(): void {
    if (this.pair?.id !== this.current?.id || this.pair?.player.isSettled === false) return;
    const list = this.queue.list;
    const next = list.filter(({ id }) => id !== this.pair?.id).slice(0, AHEAD);
    const kept = list.filter(({ id }) => id === this.pair?.id);
    const keys = (some: Assignment[]): Wanted[] => some.flatMap((one) => one.videos.map((clip) => wantedOf(one, clip)));
    this.#clips.want(
      keys(next),
      keys(kept).map(({ key }) => key),
    );
  }

  async submit(): Promise<void> {
    if (!this.pair) return;
    const { pair } = this;
    await this.#act(pair.id, pair.act());
    await pair.forget();
  }

  /** The server counts what was looked at; without a connection it does when the answers come. */
  tellRevealed(assignment: string): void {
    tellRevealed(assignment).catch(() => undefined);
  }

  async skip(reason: SkipReason, note: string): Promise<void> {
    if (this.pair) await this.#act(this.pair.id, { kind: 'skip', reason, note });
  }

  /** Something in the pair may be illegal: nobody is shown it until a manager has looked. */
  async report(about: string[], note: string): Promise<void> {
    if (!this.pair) return;
    await this.#act(this.pair.id, { kind: 'report', about, note });
    toasts.say(t('report.thanks'));
  }

  /** Gives back what was not begun, so that others get it at once. */
  async leave(): Promise<void> {
    const untouched = this.queue.list.filter(({ state, id }) => state === 'leased' && id !== this.pair?.id);
    for (const { id } of untouched) await this.#act(id, { kind: 'release' });
  }

  /** The pair on screen is gone without any act of this person. */
  #tellWhatWasTaken(current: Assignment | undefined): void {
    if (this.pair && this.pair.id !== current?.id && !this.#acted.has(this.pair.id)) toasts.say(t('judge.taken'));
  }

  async #act(assignment: string, act: Act): Promise<void> {
    this.#acted.add(assignment);
    await this.done(assignment, act);
  }

  protected async done(assignment: string, act: Act): Promise<void> {
    await outbox.add({ campaign: this.#campaignId, assignment, act });
    this.queue.note(assignment, act);
  }

  async #pairFor(current: Assignment | undefined): Promise<Pair | undefined> {
    const definition = this.campaign.value?.protocol.definition;
    if (!current || !definition) return undefined;
    const same = this.pair?.id === current.id ? this.pair : undefined;
    const { drafts } = await stores();
    const sourceOf = (clip: Clip): string => this.#clips.sourceOf(wantedOf(current, clip));
    const pair = same ?? new Pair(current, { definition, user: this.#user, drafts, sourceOf });
    await pair.open(current.stage, current.answers, outbox.refusedAnswers(current.id, current.stage));
    return pair;
  }

  #stop(): void {
    this.#isOver = true;
    clearInterval(this.#timer);
    this.queue.stop();
    this.pair?.player.destroy();
    this.#clips.stop();
  }
}
