/** What a tutorial says to the answers of a step: whether they are the right ones, and why. */
import { isAnswered, isByItem, type Place, valueAt } from '$domain/answers';
import type { Answers, Names, Value } from '$domain/protocol';
import { inWords } from '$domain/recall';
import { placeId } from '$domain/screen';

/** The right answers by stage and question, and the reasons by question. */
export interface Explained {
  keys: Record<string, Answers>;
  explanations: Record<string, string>;
}

export interface Remark {
  id: string;
  /** The question, with its video if there are several. */
  about: string;
  /** `open` until it is answered; `told` where there is no right answer, but something to say. */
  verdict: 'open' | 'right' | 'other' | 'told';
  /** The right answer in words; empty without one. */
  right: string;
  why: string;
}

function sameValue(one: Value, other: Value): boolean {
  if (!Array.isArray(one) || !Array.isArray(other)) return one === other;
  return one.length === other.length && one.every((label) => other.includes(label));
}

function keyAt(keys: Answers | undefined, { question, item }: Place): Value | undefined {
  return keys && valueAt(keys, question.key, item);
}

function verdictOn(given: Value | undefined, key: Value | undefined): Remark['verdict'] {
  if (given === undefined || !isAnswered(given)) return 'open';
  if (key === undefined) return 'told';
  return sameValue(given, key) ? 'right' : 'other';
}

function remarkOn(place: Place, answers: Answers, explained: Explained, stage: string, names: Names): Remark {
  const { question, item } = place;
  const key = keyAt(explained.keys[stage], place);
  return {
    id: placeId(place),
    about: item === null ? question.title : `${question.title}, ${names[item] ?? item}`,
    verdict: verdictOn(valueAt(answers, question.key, item), key),
    right: key === undefined || isByItem(key) ? '' : inWords(question, key, names),
    why: explained.explanations[question.key] ?? '',
  };
}

/** One remark a place that there is something to say about, in the order of the screen. */
export function remarksOn(places: readonly Place[], answers: Answers, explained: Explained, stage: string, names: Names): Remark[] {
  return places
    .map((place) => remarkOn(place, answers, explained, stage, names))
    .filter(({ right, why }) => right !== '' || why !== '');
}
