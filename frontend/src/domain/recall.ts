/** Reminders: one's own earlier answers in words. */
import { isAnswered, isByItem } from '$domain/answers';
import { allQuestions, type Answers, type Definition, named, type Names, type Question, type Step, type Value } from '$domain/protocol';

export interface Reminder {
  question: string;
  text: string;
}

function wordFor(question: Question, value: Value, names: Names): string {
  if (Array.isArray(value)) return value.map((one) => wordFor(question, one, names)).join(' · ');
  const option = question.options.find(({ key }) => key === value);
  return option ? named(option.text, names) : String(value);
}

/** An answer as a person reads it: `Video 1`, or `Video 1: Crime; Video 2: Nothing harmful`. */
export function inWords(question: Question, value: Answers[string], names: Names): string {
  if (!isByItem(value)) return wordFor(question, value, names);
  return Object.keys(names)
    .filter((item) => isAnswered(value[item]))
    .map((item) => `${names[item] ?? item}: ${wordFor(question, value[item] as Value, names)}`)
    .join('; ');
}

/** What the questions of a step want to be remembered, as far as it was answered. */
export function remindersOf(definition: Definition, step: Step, earlier: Answers, names: Names): Reminder[] {
  const wanted = new Set(step.questions.flatMap(({ recalls }) => recalls));
  return allQuestions(definition).flatMap((question) => {
    const value = earlier[question.key];
    if (!wanted.has(question.key) || value === undefined) return [];
    return [{ question: question.title, text: inWords(question, value, names) }];
  });
}
