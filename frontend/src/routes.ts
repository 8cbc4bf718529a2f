import { match } from '$state/router.svelte';
import type { Component } from 'svelte';
import type * as managePages from './manage-pages';
import type * as qualityPages from './quality-pages';

export type PageComponent = Component<Record<string, string>>;

export interface Route {
  path: string;
  load: () => Promise<{ default: unknown }>;
  /** `bare` pages draw the whole window themselves; the rest stand in the shell. */
  frame: 'shell' | 'bare';
  /** Open without signing in. */
  isPublic?: boolean;
}

function quality(name: keyof typeof qualityPages): Route['load'] {
  return async () => ({ default: (await import('./quality-pages'))[name] });
}

function manage(name: keyof typeof managePages): Route['load'] {
  return async () => ({ default: (await import('./manage-pages'))[name] });
}

/**
 * An annotator's pages are chunks of their own, so that none loads a manager's page; most pages of staff are
 * two, so that they come in few files. Named parts become props.
 */
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
  { path: '/manage/corpora', load: manage('Corpora'), frame: 'shell' },
  { path: '/manage/corpora/:corpus', load: manage('Corpus'), frame: 'shell' },
  { path: '/manage/protocols', load: manage('Protocols'), frame: 'shell' },
  { path: '/manage/people', load: manage('People'), frame: 'shell' },
  { path: '/manage/campaigns/new', load: manage('NewCampaign'), frame: 'shell' },
  { path: '/manage/campaigns/:campaign', load: manage('Campaign'), frame: 'shell' },
  { path: '/campaigns/:campaign/dashboard', load: quality('Dashboard'), frame: 'shell' },
  { path: '/campaigns/:campaign/answers', load: quality('Answers'), frame: 'shell' },
  { path: '/campaigns/:campaign/annotators/:annotator', load: quality('Annotator'), frame: 'shell' },
  { path: '/campaigns/:campaign/pairs/:pair', load: quality('JudgedPair'), frame: 'shell' },
  { path: '/campaigns/:campaign/inspections', load: quality('Inspections'), frame: 'shell' },
  { path: '/campaigns/:campaign/inspections/:batch', load: quality('Inspection'), frame: 'shell' },
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
