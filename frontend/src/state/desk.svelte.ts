import type { SkipReason } from '$api/types';
import { type Command, keyOf, type Meaning, meaningOf, REPEATED } from '$domain/keys';
import { categoryName, named, type Names } from '$domain/protocol';
import { remindersOf } from '$domain/recall';
import { placeId } from '$domain/screen';
import { t } from '$i18n/index';
import { actsOf } from '$state/acts';
import { leavesToBrowser } from '$state/focus';
import type { Judge } from '$state/judge.svelte';
import { outbox } from '$state/outbox.svelte';
import type { Pair } from '$state/pair.svelte';
import { preferences } from '$state/preferences.svelte';
import { Veil } from '$state/veil.svelte';

export type Aside = 'guidance' | 'guidelines' | 'help' | 'explained';

/** Everything that a person can do at the workspace, by key or by mouse, on the pair that is on screen. */
export class Desk {
  aside = $state<Aside | null>(null);
  dialog = $state<'skip' | 'report' | 'note' | 'outbox' | null>(null);
  skipReason = $state<SkipReason>('upsetting');
  isSubmitting = $state(false);
  /** Read out by screen readers. */
  news = $state('');
  /** What the focus goes to next, by element id. */
  focusOn = $state.raw<{ id: string; isQuiet: boolean }>();
  readonly veil: Veil;
  readonly #judge: Judge;
  readonly #pair: () => Pair;
  /** What was submitted last: its page may still be in sight when the next key comes. */
  #submitted = '';
  #begun: Pair | undefined;
  #saving: ReturnType<typeof setTimeout> | undefined;

  singleKeys = $derived.by(() => preferences.now.singleKeys);
  names = $derived.by<Names>(() => Object.fromEntries(this.#pair().clips.map(({ slot, label }) => [slot, t('video.name', { number: label })])));
  /** Comparisons wait until both videos were played once. */
  isShut = $derived.by(() => !this.#pair().isLookedAt && this.#pair().task.step.questions.some(({ target }) => target === 'set'));
  /** Somebody tried to answer before: what is missing is pointed out. */
  isShutShown = $state(false);
  /** Nothing is skipped or noted of what is nobody's work. */
  readonly isLesson: boolean;

  isLastStage = $derived.by(() => {
    const stages = this.#judge.campaign.value?.protocol.definition.stages ?? [];
    return stages.at(-1)?.key === this.#pair().task.stage.key;
  });

  /** Own answers of before that the step's questions want to be seen again. */
  reminders = $derived.by(() => {
    const definition = this.#judge.campaign.value?.protocol.definition;
    return definition ? remindersOf(definition, this.#pair().task.step, this.#pair().task.earlier, this.names) : [];
  });

  stepText = $derived.by(() => {
    const { stage, stepAt } = this.#pair().task;
    const title = this.named(stage.title);
    return stage.steps.length > 1 ? t('judge.step', { stage: title, number: stepAt + 1, of: stage.steps.length }) : title;
  });

  constructor(judge: Judge, pair: () => Pair) {
    this.#judge = judge;
    this.isLesson = judge.isLesson;
    this.#pair = pair;
    this.veil = new Veil({ pair, tellRevealed: ({ id }) => { judge.tellRevealed(id); }, say: (text) => { this.#say(text); } });
    this.aside = preferences.now.isGuidanceOpen ? 'guidance' : null;
  }

  named = (text: string): string => named(text, this.names);
  keyOf = (command: Command): string | undefined => keyOf(command, this.singleKeys, preferences.keyMap);

  /** What a kind of harm is called in the protocol's own words. */
  categoryName(key: string): string {
    return this.named(categoryName(this.#judge.campaign.value?.protocol.definition ?? { stages: [] }, key));
  }

  /** A pair or its next stage comes on screen. */
  begin(pair: Pair): void {
    const isSame = pair === this.#begun;
    this.#begun = pair;
    if (isSame) this.#stepped();
    else this.#beginPair(pair);
  }

  /** Its player works as this person likes it, and it plays unless it is veiled. */
  #beginPair({ explained, isRevealed, player }: Pair): void {
    this.#submitted = '';
    this.isShutShown = false;
    if (explained) this.aside = 'explained';
    player.isLooping = preferences.now.isLooping;
    player.setSpeed(preferences.now.speed);
    this.#say(this.#judge.progressText);
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    if (isRevealed && !isStill) player.play();
    this.#focusActive(true);
  }

  /** Keeps the draft on this computer, a moment after the last change. */
  keep(): void {
    clearTimeout(this.#saving);
    const pair = this.#pair();
    const draft = pair.draft();
    this.#saving = setTimeout(() => {
      pair.save(draft).catch(outbox.tellFull); // the answers are still on screen
    }, 30);
  }

  press(event: KeyboardEvent, root: HTMLElement): void {
    this.#pair().touch(performance.now());
    if (event.defaultPrevented || leavesToBrowser(event)) return;
    const meaning = event.key === 'Escape' ? null : meaningOf(event, this.singleKeys, preferences.keyMap);
    if (event.key === 'Escape') this.closeAside();
    if (meaning && this.#mean(meaning, event.repeat, root)) event.preventDefault();
  }

  /** A key goes up again. */
  release(event: KeyboardEvent): void {
    const meaning = meaningOf(event, this.singleKeys, preferences.keyMap);
    if (meaning?.kind === 'command' && meaning.command === 'veil') this.veil.letGo();
  }

  /** Whether the key meant something here. */
  #mean(meaning: Meaning, isRepeated: boolean, root: HTMLElement): boolean {
    if (isRepeated && !(meaning.kind === 'command' && REPEATED.has(meaning.command))) return false;
    if (meaning.kind === 'command') this.obey(meaning.command, root);
    else if (this.#refusesToAnswer()) this.#say(t('judge.lookFirst'));
    else if (this.#pair().task.pick(meaning.at)) this.#focusActive(false);
    else return false;
    return true;
  }

  /** Before both videos were played, a comparison takes no answer. */
  #refusesToAnswer(): boolean {
    const isRefused = this.isShut && this.#pair().task.active?.question.target === 'set';
    if (isRefused) this.isShutShown = true;
    return isRefused;
  }

  obey(command: Command, root: HTMLElement = document.documentElement): void {
    actsOf(this, this.#pair(), root)[command]();
  }

  show(aside: Aside): void {
    this.aside = this.aside === aside ? null : aside;
    preferences.set('isGuidanceOpen', this.aside === 'guidance');
  }

  explain(): void {
    this.aside = 'guidance';
    preferences.set('isGuidanceOpen', true);
  }

  closeAside(): void {
    this.aside = null;
    preferences.set('isGuidanceOpen', false);
  }

  setSingleKeys(isOn: boolean): void {
    preferences.set('singleKeys', isOn);
  }

  setSpeed(speed: number): void {
    this.#pair().player.setSpeed(speed);
    preferences.set('speed', speed);
  }

  openNote(): void {
    if (this.isLesson) return;
    this.#pair().player.pause();
    this.dialog = 'note';
  }

  keepNote(note: string): void {
    this.#pair().note = note;
    this.dialog = null;
  }

  openSkip(reason: SkipReason): void {
    if (this.isLesson) return;
    this.#pair().player.pause();
    this.skipReason = reason;
    this.dialog = 'skip';
  }

  skip(reason: SkipReason, note: string): void {
    this.dialog = null;
    void this.#whileSubmitting(() => this.#judge.skip(reason, note));
  }

  report(about: string[], note: string): void {
    this.dialog = null;
    void this.#whileSubmitting(() => this.#judge.report(about, note));
  }

  /** Takes the play keys only when there is something to see. */
  watch(act: () => void): void {
    if (!this.veil.isDown) act();
  }

  moveActive(by: 1 | -1): void {
    this.#pair().task.moveActive(by);
    this.#focusActive(false);
  }

  back(): void {
    if (this.#pair().task.back()) this.#stepped();
  }

  forward(): void {
    const { id, task } = this.#pair();
    const here = `${id} ${task.stage.key}`;
    if (this.#submitted === here) return;
    const outcome = task.forward();
    if (outcome === 'stepped') this.#stepped();
    if (outcome === 'submit') {
      this.#submitted = here;
      void this.#whileSubmitting(() => this.#judge.submit());
    }
    if (outcome === 'missing') {
      this.isShutShown = this.isShut;
      this.#say(this.isShut ? t('judge.lookFirst') : t('judge.missing', { count: task.missing.length }));
      this.#focusActive(false);
    }
  }

  #stepped(): void {
    this.#say(this.#pair().task.step.title);
    this.#focusActive(true);
  }

  async #whileSubmitting(act: () => Promise<void>): Promise<void> {
    this.isSubmitting = true;
    clearTimeout(this.#saving);
    try {
      await act();
    } catch (error) {
      this.#submitted = '';
      throw error;
    } finally {
      this.isSubmitting = false;
    }
  }

  #focusActive(isQuiet: boolean): void {
    const { active } = this.#pair().task;
    if (active) this.focusOn = { id: `place-${placeId(active)}`, isQuiet };
  }

  #say(text: string): void {
    this.news = text;
  }
}
