import type { Assignment, Clip, StageBody } from '$api/types';
import { type Activity, startActivity, tick, touch } from '$domain/activity';
import type { Draft } from '$domain/draft';
import type { Act } from '$domain/outbox';
import { type Answers, type Definition, stageOf } from '$domain/protocol';
import { Player } from '$state/player.svelte';
import { Task } from '$state/task.svelte';
import type { DraftStore } from '$storage/drafts';

export interface PairClip extends Clip {
  source: string;
}

/** One pair on screen: its videos stay while the stages change. */
export class Pair {
  readonly id: string;
  readonly prompt: Assignment['prompt'];
  readonly clips: readonly PairClip[];
  readonly player: Player;
  task = $state.raw<Task>() as Task;
  isRevealed = $state(false);
  isPromptOpen = $state(false);
  readonly #definition: Definition;
  readonly #user: string;
  readonly #drafts: DraftStore;
  #activity: Activity = startActivity(Date.now());

  constructor(
    assignment: Assignment,
    { definition, user, drafts, sourceOf }: { definition: Definition; user: string; drafts: DraftStore; sourceOf: (clip: Clip) => string },
  ) {
    this.id = assignment.id;
    this.prompt = assignment.prompt;
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
    this.player.watched.resume(draft?.seen ?? {});
    this.#activity = startActivity(Date.now(), draft?.timing.active, draft?.timing.total);
    this.task = task;
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
    const seen = Object.entries(this.player.watched.all());
    const body: StageBody = {
      version: 1,
      answers: this.task.toSend(),
      seen: Object.fromEntries(seen.map(([slot, { intervals, plays }]) => [slot, { intervals: intervals.map(([start, end]) => [start, end]), plays }])),
      timing: { active_ms: Math.round(active), total_ms: Math.round(total) },
      locale: this.#definition.locale,
    };
    return { kind: 'stage', stage: this.task.stage.key, body: { ...body } };
  }
}
