/** Sentences of the manager's pages, apart so that annotators do not load them. */
export const en = {
  'corpora.title': 'Corpora',
} as const;
