import { answersToSend, isAnswered, missingIn, type Place, toggled, valueAt, withValue } from '$domain/answers';
import type { Draft } from '$domain/draft';
import { type Answers, type Option, optionsOnScreen, scalePoints, type Stage, type Step, type Value } from '$domain/protocol';
import { blocksOf, placeId, placesOnScreen } from '$domain/screen';

/** One stage of one pair while it is being answered. Nothing is final until it is submitted. */
export class Task {
  readonly stage: Stage;
  /** Keys of the videos in display order. */
  readonly items: readonly string[];
  readonly earlier: Answers;
  answers = $state.raw<Answers>({});
  stepAt = $state(0);
  /** The place that the keys answer. */
  activeId = $state<string>();
  /** After a try to go on: what is missing is marked. */
  isMissingShown = $state(false);
  #before = $state.raw<{ answers: Answers; stepAt: number }[]>([]);

  all = $derived.by<Answers>(() => ({ ...this.earlier, ...this.answers }));
  step = $derived.by<Step>(() => this.stage.steps[this.stepAt] ?? { key: '', title: '', text: null, questions: [] });
  blocks = $derived.by(() => blocksOf(this.step, this.all, this.items));
  places = $derived.by(() => placesOnScreen(this.step, this.all, this.items));
  missing = $derived.by(() => missingIn(this.step, this.all, this.items));
  active = $derived(this.places.find((place) => placeId(place) === this.activeId) ?? this.places[0]);
  isLastStep = $derived(this.#next() === undefined);
  isFirstStep = $derived(this.#previous() === undefined);
  canUndo = $derived(this.#before.length > 0);

  constructor(stage: Stage, items: readonly string[], earlier: Answers) {
    this.stage = stage;
    this.items = items;
    this.earlier = earlier;
  }

  resume(draft: Draft): void {
    this.answers = draft.answers;
    this.stepAt = Math.max(0, Math.min(this.stage.steps.length - 1, draft.step));
    this.#activateNextMissing();
  }

  valueOf({ question, item }: Place): Value | undefined {
    return valueAt(this.answers, question.key, item);
  }

  isMissing(place: Place): boolean {
    return this.isMissingShown && this.missing.some((one) => placeId(one) === placeId(place));
  }

  give({ question, item }: Place, value: Value | undefined): void {
    this.#before = [...this.#before, { answers: this.answers, stepAt: this.stepAt }];
    this.answers = withValue(this.answers, question.key, item, value);
  }

  /** One answer by mouse or native key: the shortcuts go on with what is missing. */
  choose(place: Place, value: Value | undefined): void {
    this.give(place, value);
    this.activate(place);
    this.#activateNextMissing();
  }

  /** Typing is one change, however many letters it has. */
  write({ question, item }: Place, text: string): void {
    this.answers = withValue(this.answers, question.key, item, text === '' ? undefined : text);
  }

  toggle(place: Place, option: string): void {
    const ticked = this.valueOf(place);
    this.give(place, toggled(place.question, Array.isArray(ticked) ? ticked : [], option));
  }

  activate(place: Place): void {
    this.activeId = placeId(place);
  }

  /** The option with this number on screen, of the active place. Answers whether there is one. */
  pick(at: number): boolean {
    const place = this.active;
    if (!place) return false;
    if (place.question.kind === 'labels') {
      const option = place.question.options[at];
      if (option) this.toggle(place, option.key);
      return option !== undefined;
    }
    const value = this.valuesOf(place)[at];
    if (value === undefined) return false;
    this.choose(place, value);
    return true;
  }

  /** What the keys 1, 2, 3 … answer on this place. */
  valuesOf({ question }: Place): (string | number | boolean)[] {
    if (question.kind === 'boolean') return [true, false];
    if (question.kind === 'scale') return scalePoints(question);
    return this.optionsOf({ question, item: null }).map(({ key }) => key);
  }

  optionsOf({ question }: Place): Option[] {
    return optionsOnScreen(question, this.items);
  }

  moveActive(direction: 1 | -1): void {
    const at = this.#activeAt();
    const next = this.places[at + direction];
    if (next) this.activate(next);
  }

  /** Goes to the next step; `missing` and `submit` say what stands in the way or what is due. */
  forward(): 'missing' | 'stepped' | 'submit' {
    const [first] = this.missing;
    if (first) {
      this.isMissingShown = true;
      this.activate(first);
      return 'missing';
    }
    const next = this.#next();
    if (next === undefined) return 'submit';
    this.#goTo(next);
    return 'stepped';
  }

  back(): boolean {
    const previous = this.#previous();
    if (previous === undefined) return false;
    this.#goTo(previous);
    return true;
  }

  undo(): void {
    const last = this.#before.at(-1);
    if (!last) return;
    this.#before = this.#before.slice(0, -1);
    this.answers = last.answers;
    this.stepAt = last.stepAt;
  }

  toSend(): Answers {
    return answersToSend(this.stage, this.answers, this.earlier, this.items);
  }

  #goTo(step: number): void {
    this.stepAt = step;
    this.isMissingShown = false;
    this.activeId = undefined;
    this.#activateNextMissing();
  }

  #activeAt(): number {
    const id = this.active && placeId(this.active);
    return this.places.findIndex((place) => placeId(place) === id);
  }

  #activateNextMissing(): void {
    const at = this.#activeAt();
    const from = Math.max(0, at);
    const rotated = [...this.places.slice(from), ...this.places.slice(0, from)];
    const next = rotated.find((place) => !isAnswered(this.valueOf(place)));
    if (next) this.activate(next);
  }

  #isAsked(step: Step): boolean {
    return placesOnScreen(step, this.all, this.items).length > 0;
  }

  #next(): number | undefined {
    const at = this.stage.steps.findIndex((step, index) => index > this.stepAt && this.#isAsked(step));
    return at < 0 ? undefined : at;
  }

  #previous(): number | undefined {
    const before = this.stage.steps.slice(0, this.stepAt);
    return [...before.keys()].reverse().find((at) => this.#isAsked(before[at] as Step));
  }
}
