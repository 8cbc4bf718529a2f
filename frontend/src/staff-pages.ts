/** The pages of managers and reviewers. The names of their many files stand here, so that an annotator does not load even those. */
export const staffPages = {
  TrainingItem: () => import('$pages/manage/TrainingItem.svelte'),
  Corpora: () => import('$pages/manage/Corpora.svelte'),
  Corpus: () => import('$pages/manage/Corpus.svelte'),
  Protocols: () => import('$pages/manage/Protocols.svelte'),
  People: () => import('$pages/manage/People.svelte'),
  NewCampaign: () => import('$pages/manage/NewCampaign.svelte'),
  Campaign: () => import('$pages/manage/Campaign.svelte'),
  Dashboard: () => import('$pages/Dashboard.svelte'),
  Answers: () => import('$pages/Answers.svelte'),
  Annotator: () => import('$pages/Annotator.svelte'),
  JudgedPair: () => import('$pages/JudgedPair.svelte'),
  Inspections: () => import('$pages/Inspections.svelte'),
  Inspection: () => import('$pages/Inspection.svelte'),
  InspectPair: () => import('$pages/InspectPair.svelte'),
} satisfies Record<string, () => Promise<{ default: unknown }>>;
