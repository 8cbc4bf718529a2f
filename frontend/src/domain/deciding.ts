import { type Answers, type Definition, type Question, questionsOf } from './protocol';

/** What a reviewer can decide on a pair: the comparisons of its videos, and the labels of each. */
export function decidable(definition: Definition): { comparisons: Question[]; labels: Question[] } {
  const questions = definition.stages.flatMap(questionsOf);
  return {
    comparisons: questions.filter((one) => one.kind === 'choice' && one.target === 'set'),
    labels: questions.filter((one) => one.kind === 'labels' && one.target === 'item'),
  };
}

/** A label ticked or taken away; the one that excludes all others stands alone. */
export function toggled(question: Question, ticked: readonly string[], key: string): string[] {
  if (ticked.includes(key)) return ticked.filter((one) => one !== key);
  const exclusive = new Set(question.options.filter((option) => option.exclusive).map((option) => option.key));
  return exclusive.has(key) ? [key] : [...ticked.filter((one) => !exclusive.has(one)), key];
}

/** The decision as it is sent: what was left open stays the majority's. */
export function decisionOf(
  chosen: Readonly<Record<string, string>>,
  ticked: Readonly<Record<string, Readonly<Record<string, string[]>>>>,
): Answers {
  const choices = Object.entries(chosen).filter(([, answer]) => answer !== '');
  const labels = Object.entries(ticked)
    .map(([key, videos]) => [key, Object.fromEntries(Object.entries(videos).filter(([, labels]) => labels.length))] as const)
    .filter(([, videos]) => Object.keys(videos).length);
  return Object.fromEntries<Answers[string]>([...choices, ...labels]);
}
