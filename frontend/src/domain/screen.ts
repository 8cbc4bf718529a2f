/** How a step is laid out: blocks of questions on the set, and columns of questions on each video. */
import { type Place, placesOf } from '$domain/answers';
import type { Answers, Question, Step } from '$domain/protocol';

export type Block =
  | { kind: 'rows'; places: Place[] }
  /** `shared`: the one question that every column asks; null when there are several. */
  | { kind: 'columns'; shared: Question | null; columns: { item: string; places: Place[] }[] };

/** Questions in a row that are drawn alike. */
function runs(questions: readonly Question[], isAlike: (one: Question, other: Question) => boolean): Question[][] {
  const found: Question[][] = [];
  for (const question of questions) {
    const last = found.at(-1);
    if (last?.[0] && isAlike(last[0], question)) last.push(question);
    else found.push([question]);
  }
  return found;
}

/** Questions that follow each other and are about the same kind of target stand together; a lone video needs no columns. */
export function blocksOf(step: Step, answers: Answers, items: readonly string[]): Block[] {
  const inColumns = ({ target }: Question): boolean => target === 'item' && items.length > 1;
  return runs(step.questions, (one, other) => inColumns(one) === inColumns(other)).map((questions) => {
    const places = questions.flatMap((question) => placesOf(question, answers, items));
    const [first] = questions;
    if (!first || !inColumns(first)) return { kind: 'rows', places };
    const columns = items.map((item) => ({ item, places: places.filter((place) => place.item === item) }));
    return { kind: 'columns', shared: questions.length === 1 ? first : null, columns };
  });
}

/** Every place of the step from top to bottom, column by column: the order of the keyboard. */
export function placesOnScreen(step: Step, answers: Answers, items: readonly string[]): Place[] {
  return blocksOf(step, answers, items).flatMap((block) =>
    block.kind === 'rows' ? block.places : block.columns.flatMap((column) => column.places),
  );
}

export function placeId(place: Place): string {
  return place.item === null ? place.question.key : `${place.question.key}.${place.item}`;
}
