/** What was done on this computer and what of it the server's queue does not know yet. */
import type { Act } from '$domain/outbox';
import { type Answers, type Definition, stageAfter } from '$domain/protocol';

export interface Held {
  id: string;
  stage: string;
  answers: Record<string, Answers>;
}

interface Done {
  assignment: string;
  act: Act;
}

/** The assignment after one act of ours; null when the act was the last on it. */
function after<T extends Held>(held: T, act: Act, definition: Definition): T | null {
  if (act.kind !== 'stage') return null;
  if (act.stage !== held.stage) return held;
  const next = stageAfter(definition, act.stage);
  return next ? { ...held, stage: next.key, answers: { ...held.answers, [act.stage]: act.body.answers } } : null;
}

/** The server's list as it will be once everything done here has arrived, in the same order. */
export function withDone<T extends Held>(list: readonly T[], done: readonly Done[], definition: Definition): T[] {
  return list.flatMap((held) => {
    let now: T | null = held;
    for (const { assignment, act } of done) {
      if (now && assignment === held.id) now = after(now, act, definition);
    }
    return now ? [now] : [];
  });
}

/** Which of the list is worked on: the same as before while it is there, else the first. */
export function currentOf<T extends Held>(list: readonly T[], before: string | undefined): T | undefined {
  return list.find((held) => held.id === before) ?? list[0];
}
