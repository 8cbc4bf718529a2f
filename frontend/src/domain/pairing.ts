/** How pairs are built. */

export const STRATEGIES = ['all', 'ring', 'balanced', 'singles'] as const;
export type Strategy = (typeof STRATEGIES)[number];

export interface PairWish {
  strategy: Strategy;
  seed: number;
  per_prompt?: number;
}

/** The whole number that somebody wrote, or nothing if it is none in the range. */
export function wholeNumber(text: string, least: number, most: number): number | undefined {
  if (!/^\d{1,16}$/.test(text.trim())) return undefined;
  const value = Number(text);
  return value >= least && value <= most ? value : undefined;
}

export const LARGEST_SEED = 2 ** 53;
export const MOST_PER_PROMPT = 1000;

/** What the form says, or nothing while a number in it is wrong. */
export function wishFrom(strategy: Strategy, perPrompt: string, seed: string): PairWish | undefined {
  const drawn = wholeNumber(seed, 0, LARGEST_SEED);
  if (drawn === undefined) return undefined;
  if (strategy !== 'balanced') return { strategy, seed: drawn };
  const count = wholeNumber(perPrompt, 1, MOST_PER_PROMPT);
  return count === undefined ? undefined : { strategy, seed: drawn, per_prompt: count };
}
