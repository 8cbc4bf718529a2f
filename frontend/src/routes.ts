import { match } from '$state/router.svelte';
import type { Component } from 'svelte';

export type PageComponent = Component<Record<string, string>>;

export interface Route {
  path: string;
  load: () => Promise<{ default: unknown }>;
  /** `bare` pages draw the whole window themselves; the rest stand in the shell. */
  frame: 'shell' | 'bare';
  /** Open without signing in. */
  isPublic?: boolean;
}

/** Each page is a chunk of its own, so that an annotator never loads a manager's page. Named parts become props. */
export const routes: Route[] = [
  { path: '/sign-in', load: () => import('$pages/SignIn.svelte'), frame: 'bare', isPublic: true },
  { path: '/join', load: () => import('$pages/Join.svelte'), frame: 'bare', isPublic: true },
  { path: '/', load: () => import('$pages/Home.svelte'), frame: 'shell' },
  { path: '/account', load: () => import('$pages/Account.svelte'), frame: 'shell' },
  { path: '/campaigns/:campaign/history', load: () => import('$pages/History.svelte'), frame: 'shell' },
  { path: '/campaigns/:campaign/consent', load: () => import('$pages/Consent.svelte'), frame: 'shell' },
  { path: '/campaigns/:campaign/support', load: () => import('$pages/Support.svelte'), frame: 'shell' },
  { path: '/campaigns/:campaign/training', load: () => import('$pages/Training.svelte'), frame: 'shell' },
  { path: '/campaigns/:campaign/training/:kind', load: () => import('$pages/Lesson.svelte'), frame: 'bare' },
  { path: '/manage/campaigns/:campaign/training/:pair', load: () => import('$pages/manage/TrainingItem.svelte'), frame: 'bare' },
  { path: '/manage/corpora', load: () => import('$pages/manage/Corpora.svelte'), frame: 'shell' },
  { path: '/manage/corpora/:corpus', load: () => import('$pages/manage/Corpus.svelte'), frame: 'shell' },
  { path: '/manage/protocols', load: () => import('$pages/manage/Protocols.svelte'), frame: 'shell' },
  { path: '/manage/people', load: () => import('$pages/manage/People.svelte'), frame: 'shell' },
  { path: '/manage/campaigns/new', load: () => import('$pages/manage/NewCampaign.svelte'), frame: 'shell' },
  { path: '/manage/campaigns/:campaign', load: () => import('$pages/manage/Campaign.svelte'), frame: 'shell' },
  { path: '/campaigns/:campaign/dashboard', load: () => import('$pages/Dashboard.svelte'), frame: 'shell' },
  { path: '/campaigns/:campaign/answers', load: () => import('$pages/Answers.svelte'), frame: 'shell' },
  { path: '/campaigns/:campaign/annotators/:annotator', load: () => import('$pages/Annotator.svelte'), frame: 'shell' },
  { path: '/campaigns/:campaign/pairs/:pair', load: () => import('$pages/JudgedPair.svelte'), frame: 'shell' },
  { path: '/campaigns/:campaign/inspections', load: () => import('$pages/Inspections.svelte'), frame: 'shell' },
  { path: '/campaigns/:campaign/inspections/:batch', load: () => import('$pages/Inspection.svelte'), frame: 'shell' },
  { path: '/campaigns/:campaign/inspections/:batch/judge', load: () => import('$pages/InspectPair.svelte'), frame: 'bare' },
  { path: '/campaigns/:campaign/judge', load: () => import('$pages/Judge.svelte'), frame: 'bare' },
];

export function routeFor(path: string): { route: Route; params: Record<string, string> } | null {
  for (const route of routes) {
    const params = match(route.path, path);
    if (params) return { route, params };
  }
  return null;
}
