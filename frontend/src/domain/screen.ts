/** How a step is laid out: blocks of questions on the set, and columns of questions on each video. */
import { type Place, placesOf } from '$domain/answers';
import type { Answers, Question, Step } from '$domain/protocol';

export type Block =
  | { kind: 'rows'; places: Place[] }
  | { kind: 'columns'; columns: { item: string; places: Place[] }[] };

function runs(questions: readonly Question[]): Question[][] {
  const found: Question[][] = [];
  for (const question of questions) {
    const last = found.at(-1);
    if (last && (last[0]?.target === 'item') === (question.target === 'item')) last.push(question);
    else found.push([question]);
  }
  return found;
}

/** Questions that follow each other and are about the same kind of target stand together. */
export function blocksOf(step: Step, answers: Answers, items: readonly string[]): Block[] {
  return runs(step.questions).map((questions) => {
    const places = questions.flatMap((question) => placesOf(question, answers, items));
    if (questions[0]?.target !== 'item') return { kind: 'rows', places };
    const columns = items.map((item) => ({ item, places: places.filter((place) => place.item === item) }));
    return { kind: 'columns', columns };
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
