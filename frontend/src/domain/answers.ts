/** Reading and changing half-filled answers. Nothing here changes its arguments. */
import type { Answers, Question, Scalar, ShowIf, Step, Stage, Value } from '$domain/protocol';

/** One place where an answer goes: a question, and for item questions the video. */
export interface Place {
  question: Question;
  item: string | null;
}

export function isByItem(value: Answers[string] | undefined): value is Record<string, Value> {
  return typeof value === 'object' && !Array.isArray(value);
}

export function valueAt(answers: Answers, question: string, item: string | null): Value | undefined {
  const value = answers[question];
  if (item === null) return isByItem(value) ? undefined : value;
  return isByItem(value) ? value[item] : undefined;
}

export function isAnswered(value: Value | undefined): boolean {
  if (value === undefined) return false;
  if (Array.isArray(value)) return value.length > 0;
  return typeof value !== 'string' || value.trim() !== '';
}

function without(answers: Answers, key: string): Answers {
  return Object.fromEntries(Object.entries(answers).filter(([name]) => name !== key));
}

/** The answers with one value set, or taken away when it is undefined. */
export function withValue(answers: Answers, question: string, item: string | null, value: Value | undefined): Answers {
  if (item === null) return value === undefined ? without(answers, question) : { ...answers, [question]: value };
  const known = answers[question];
  const byItem: Record<string, Value> = isByItem(known) ? { ...known } : {};
  const others = Object.fromEntries(Object.entries(byItem).filter(([name]) => name !== item));
  const next = value === undefined ? others : { ...others, [item]: value };
  return Object.keys(next).length ? { ...answers, [question]: next } : without(answers, question);
}

/** Ticks or unticks one label; the exclusive one and the rest clear each other. Undefined when none is left. */
export function toggled(question: Question, ticked: readonly string[], key: string): string[] | undefined {
  const option = question.options.find((one) => one.key === key);
  if (!option) return [...ticked];
  if (ticked.includes(key)) return nonEmpty(ticked.filter((one) => one !== key));
  if (option.exclusive) return [key];
  const exclusive = new Set(question.options.filter((one) => one.exclusive).map((one) => one.key));
  const next = new Set([...ticked.filter((one) => !exclusive.has(one)), key]);
  return question.options.map((one) => one.key).filter((one) => next.has(one));
}

function nonEmpty(keys: string[]): string[] | undefined {
  return keys.length ? keys : undefined;
}

function asSet(value: Value | undefined): Scalar[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function holds(test: ShowIf['test'], given: Scalar[], wanted: Scalar[]): boolean {
  if (!given.length) return false;
  const shared = given.filter((one) => wanted.includes(one));
  switch (test) {
    case 'equals':
      return shared.length === given.length && new Set(wanted).size === given.length;
    case 'in':
      return shared.length > 0;
    case 'not':
      return shared.length === 0;
  }
}

function isShownFor(rule: ShowIf, answers: Answers, items: readonly string[], item: string | null): boolean {
  const given = (at: string | null): Scalar[] => asSet(valueAt(answers, rule.question, at));
  switch (rule.item) {
    case null:
      return holds(rule.test, given(null), rule.values);
    case 'same':
      return item !== null && holds(rule.test, given(item), rule.values);
    case 'any':
      return items.some((one) => holds(rule.test, given(one), rule.values));
    case 'every':
      return items.every((one) => holds(rule.test, given(one), rule.values));
  }
}

/** Where this question is to be answered now: in display order, and only where its condition holds. */
export function placesOf(question: Question, answers: Answers, items: readonly string[]): Place[] {
  const all: (string | null)[] = question.target === 'item' ? [...items] : [null];
  const rule = question.show_if;
  const shown = rule ? all.filter((item) => isShownFor(rule, answers, items, item)) : all;
  return shown.map((item) => ({ question, item }));
}

export function placesOfStep(step: Step, answers: Answers, items: readonly string[]): Place[] {
  return step.questions.flatMap((question) => placesOf(question, answers, items));
}

/** Places that must still be answered before the step is complete, in order. */
export function missingIn(step: Step, answers: Answers, items: readonly string[]): Place[] {
  return placesOfStep(step, answers, items).filter(
    ({ question, item }) => question.required && !isAnswered(valueAt(answers, question.key, item)),
  );
}

/** What is sent: only what is asked now and answered, so that an answer to a question hidden since is left out. */
export function answersToSend(stage: Stage, draft: Answers, earlier: Answers, items: readonly string[]): Answers {
  let sent: Answers = {};
  for (const step of stage.steps) {
    for (const question of step.questions) {
      for (const { item } of placesOf(question, { ...earlier, ...sent }, items)) {
        const value = valueAt(draft, question.key, item);
        if (isAnswered(value)) sent = withValue(sent, question.key, item, value);
      }
    }
  }
  return sent;
}
