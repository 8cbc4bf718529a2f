/** A protocol as the page gets it: everything that is asked, in order, and nothing of how it is drawn. */

export interface Definition {
  key: string;
  version: number;
  title: string;
  targets: 'pair' | 'single' | 'set';
  /** Keys of the answers given for each video. */
  items: string[];
  locale: string;
  locales: string[];
  /** Why a pair may be left unjudged. */
  skip_reasons: SkipReason[];
  stages: Stage[];
}

export type SkipReason = 'upsetting' | 'broken' | 'no_difference' | 'unintelligible' | 'other';

export interface Stage {
  key: string;
  title: string;
  text: string | null;
  steps: Step[];
}

export interface Step {
  key: string;
  title: string;
  text: string | null;
  questions: Question[];
}

export type Kind = 'choice' | 'scale' | 'boolean' | 'labels' | 'ranking' | 'text';

export interface Question {
  key: string;
  wire: string;
  target: 'set' | 'item' | 'prompt';
  kind: Kind;
  title: string;
  text: string;
  required: boolean;
  guidance: QuestionGuidance | null;
  show_if: ShowIf | null;
  recalls: string[];
  options: Option[];
  min: number | null;
  max: number | null;
  anchors: { value: number; text: string }[];
  max_length: number | null;
}

export interface QuestionGuidance {
  definition: string;
  do: string | null;
  dont: string | null;
  example: string | null;
}

export interface Option {
  key: string;
  wire: string;
  /** Set when the option is one of the videos. */
  item: string | null;
  exclusive: boolean;
  text: string;
  guidance: { includes: string; excludes: string | null; example: string | null } | null;
}

export interface ShowIf {
  question: string;
  item: 'same' | 'any' | 'every' | null;
  test: 'equals' | 'in' | 'not';
  values: Scalar[];
}

export type Scalar = string | number | boolean;
export type Value = Scalar | string[];
/** By question key: a value, or for item questions a value for each video. */
export type Answers = Record<string, Value | Record<string, Value>>;

export function stageOf(definition: Definition, key: string): Stage | undefined {
  return definition.stages.find((stage) => stage.key === key);
}

export function stageAfter(definition: Definition, key: string): Stage | undefined {
  const at = definition.stages.findIndex((stage) => stage.key === key);
  return at < 0 ? undefined : definition.stages[at + 1];
}

export function questionsOf(stage: Stage): Question[] {
  return stage.steps.flatMap((step) => step.questions);
}

export function allQuestions(definition: Pick<Definition, 'stages'>): Question[] {
  return definition.stages.flatMap(questionsOf);
}

/** What each video is called on this screen, by item key. */
export type Names = Record<string, string>;

/** Puts the names of this screen into a text that holds `{video_0}` or `{video_1}`. */
export function named(text: string, names: Names): string {
  return text.replaceAll(/\{(\w+)\}/g, (whole, item: string) => names[item] ?? whole);
}

/** Options in the order of the screen: the videos in display order first, the rest as defined. */
export function optionsOnScreen(question: Question, displayOrder: readonly string[]): Option[] {
  const videos = displayOrder.flatMap((item) => question.options.filter((option) => option.item === item));
  if (!videos.length) return question.options;
  const rest = question.options.filter((option) => option.item === null);
  return [...videos, ...rest];
}

/** The whole numbers of a scale, lowest first. */
export function scalePoints(question: Question): number[] {
  const { min, max } = question;
  if (min === null || max === null) return [];
  return Array.from({ length: max - min + 1 }, (_, at) => min + at);
}

/** What a kind of harm is called in the protocol's own words. */
export function categoryName(definition: Pick<Definition, 'stages'>, key: string): string {
  const options = allQuestions(definition).flatMap((question) => question.options);
  return options.find((one) => one.wire === key || one.key === key)?.text ?? key.replaceAll('_', ' ');
}
