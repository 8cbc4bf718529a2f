import { fetchAnswers } from '$api/quality';
import type { AnswerRow } from '$api/quality-types';
import { type Names, namesOf } from '$domain/naming';
import type { Definition } from '$domain/protocol';
import { definitionOf, knownDefinition } from '$state/definitions';
import { Listed } from '$state/listed.svelte';

const PLAIN: Names = { question: (key) => key, answer: (_question, answer) => answer };

/** The answers behind a number, with the names that the protocol has for them. */
export class AnswerList extends Listed<AnswerRow> {
  definition = $state.raw<Definition>();
  readonly names: Names = $derived.by(() => (this.definition ? namesOf(this.definition) : PLAIN));
  readonly #campaign: string;

  constructor(campaign: string, filter: () => Record<string, string>) {
    super((cursor) => fetchAnswers(campaign, filter(), cursor));
    this.#campaign = campaign;
  }

  /** Names that do not come leave the keys, which say the same. */
  begin = async (): Promise<void> => {
    this.definition ??= knownDefinition(this.#campaign);
    const [definition] = await Promise.allSettled([definitionOf(this.#campaign), this.load()]);
    if (definition.status === 'fulfilled') this.definition = definition.value;
  };
}
