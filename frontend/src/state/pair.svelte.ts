import type { Assignment, Clip, Feedback, SeenVideo, StageBody, ViewUsed } from '$api/types';
import { type Activity, startActivity, tick, touch } from '$domain/activity';
import type { Draft, SeenClip } from '$domain/draft';
import type { Explained } from '$domain/explained';
import type { Act } from '$domain/outbox';
import { type Answers, type Definition, stageOf } from '$domain/protocol';
import { Player } from '$state/player.svelte';
import { preferences } from '$state/preferences.svelte';
import { Task } from '$state/task.svelte';
import { View } from '$state/view.svelte';
import type { DraftStore } from '$storage/drafts';

const NO_DRAFT = { seen: {}, timing: { active: 0, total: 0 } };

export interface PairClip extends Clip {
  source: string;
}

/** One pair on screen: its videos stay while the stages change. */
export class Pair {
  readonly id: string;
  readonly prompt: Assignment['prompt'];
  /** Of a tutorial: what is said to each answer. */
  readonly explained: Explained | null;
  /** What a reviewer wrote who sent the pair back. */
  readonly returned: { note: string; feedback: Feedback | null } | null;
  readonly clips: readonly PairClip[];
  readonly player: Player;
  readonly view = new View();
  task = $state.raw<Task>() as Task;
  isRevealed = $state(false);
  wasRevealed = $state(false);
  isPromptOpen = $state(false);
  /** The annotator has seen enough of a pair that is hard to look at. */
  isEnough = $state(false);
  /** For the reviewer. */
  note = $state('');
  /** It comes back with answers that were refused: it was looked at before. */
  #isCorrection = $state(false);
  readonly #definition: Definition;
  readonly #user: string;
  readonly #drafts: DraftStore;
  #activity: Activity = startActivity(performance.now());

  /** Whether comparisons can be answered: each video was played once, or there is a reason why not. A stage that follows another was looked at before. */
  isLookedAt = $derived.by(() => this.player.isWatched || this.isEnough || this.#isCorrection || Object.keys(this.task.earlier).length > 0);

  constructor(
    assignment: Assignment,
    { definition, user, drafts, sourceOf }: { definition: Definition; user: string; drafts: DraftStore; sourceOf: (clip: Clip) => string },
  ) {
    this.id = assignment.id;
    this.prompt = assignment.prompt;
    this.explained = assignment.explained ?? null;
    this.returned = assignment.round ? { note: assignment.note, feedback: assignment.feedback } : null;
    this.clips = assignment.videos.map((clip) => ({ ...clip, source: sourceOf(clip) }));
    this.player = new Player(
      assignment.videos.map(({ slot, duration_us, frame_times_us }) => ({ slot, duration: duration_us, frameTimes: frame_times_us })),
    );
    this.#definition = definition;
    this.#user = user;
    this.#drafts = drafts;
    this.isRevealed = !assignment.prompt.sensitive;
  }

  /** Begins a stage, or takes up where it was left on this computer, or corrects what the server refused. */
  async open(stage: string, answers: Record<string, Answers>, refused?: Answers): Promise<void> {
    const found = stageOf(this.#definition, stage);
    if (!found) throw new Error(`The protocol has no stage ${stage}.`);
    const items = this.clips.map(({ slot }) => slot);
    const task = new Task(found, items, Object.assign({}, ...Object.values(answers)) as Answers);
    const draft = await this.#drafts.load(this.#user, this.id, stage).catch(() => undefined);
    if (draft) task.resume(draft);
    else if (refused) task.answers = refused;
    this.#isCorrection = refused !== undefined;
    this.#resume(draft ?? NO_DRAFT);
    this.task = task;
  }

  #resume({ isEnough = false, note = '', seen, timing }: Pick<Draft, 'isEnough' | 'note' | 'seen' | 'timing'>): void {
    this.isEnough ||= isEnough;
    this.note = note;
    this.player.resumeWatching(seen);
    this.#activity = startActivity(performance.now(), timing.active, timing.total);
  }

  tick(now: number, isVisible: boolean): void {
    if (this.player.isPlaying) this.#activity = touch(this.#activity, now);
    this.#activity = tick(this.#activity, now, isVisible);
  }

  touch(now: number): void {
    this.#activity = touch(this.#activity, now);
  }

  /** What is kept on this computer until the stage is submitted. */
  draft(): Draft {
    const { active, total } = this.#activity;
    return {
      user: this.#user,
      assignment: this.id,
      stage: this.task.stage.key,
      answers: this.task.answers,
      step: this.task.stepAt,
      seen: this.player.watched.all(),
      isEnough: this.isEnough,
      note: this.note,
      timing: { active, total },
      changedAt: Date.now(),
    };
  }

  async save(draft: Draft): Promise<void> {
    await this.#drafts.save(draft);
  }

  async forget(): Promise<void> {
    await this.#drafts.remove(this.#user, this.id, this.task.stage.key);
  }

  /** What is sent for the stage at hand. */
  act(): Act & { kind: 'stage' } {
    const { active, total } = this.#activity;
    const seen = this.player.watched.all();
    const body: StageBody = {
      version: 1,
      answers: this.task.toSend(),
      seen: Object.fromEntries(this.clips.map(({ slot }) => [slot, this.#seenOf(slot, seen[slot])])),
      timing: { active_ms: Math.round(active), total_ms: Math.round(total) },
      locale: this.#definition.locale,
      note: this.note.trim(),
      view: this.#viewUsed(),
    };
    return { kind: 'stage', stage: this.task.stage.key, body: { ...body } };
  }

  /** What is not sensitive has no veil. */
  #viewUsed(): ViewUsed {
    const { isGrey, isSmall, isVeilHeld } = preferences.now;
    const { sensitive } = this.prompt;
    const lifted = isVeilHeld ? 'hold' : 'toggle';
    return { veil: sensitive ? lifted : 'none', grey: sensitive && isGrey, small: sensitive && isSmall, muted: this.player.isMuted };
  }

  #seenOf(slot: string, { intervals, plays }: SeenClip = { intervals: [], plays: 0 }): SeenVideo {
    return {
      intervals: intervals.map(([start, end]) => [start, end]),
      plays,
      enough: this.isEnough,
      broken: this.player.broken.has(slot),
    };
  }
}
