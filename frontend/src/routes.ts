import { match } from '$state/router.svelte';
import type { Component } from 'svelte';
import type { staffPages } from './staff-pages';

export type PageComponent = Component<Record<string, string>>;

export interface Route {
  path: string;
  load: () => Promise<{ default: unknown }>;
  /** `bare` pages draw the whole window themselves; the rest stand in the shell. */
  frame: 'shell' | 'bare';
  /** Open without signing in. */
  isPublic?: boolean;
}

function staff(name: keyof typeof staffPages): Route['load'] {
  return async () => (await import('./staff-pages')).staffPages[name]();
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
  { path: '/manage/campaigns/:campaign/training/:pair', load: staff('TrainingItem'), frame: 'bare' },
  { path: '/manage/corpora', load: staff('Corpora'), frame: 'shell' },
  { path: '/manage/corpora/:corpus', load: staff('Corpus'), frame: 'shell' },
  { path: '/manage/protocols', load: staff('Protocols'), frame: 'shell' },
  { path: '/manage/people', load: staff('People'), frame: 'shell' },
  { path: '/manage/campaigns/new', load: staff('NewCampaign'), frame: 'shell' },
  { path: '/manage/campaigns/:campaign', load: staff('Campaign'), frame: 'shell' },
  { path: '/campaigns/:campaign/dashboard', load: staff('Dashboard'), frame: 'shell' },
  { path: '/campaigns/:campaign/answers', load: staff('Answers'), frame: 'shell' },
  { path: '/campaigns/:campaign/annotators/:annotator', load: staff('Annotator'), frame: 'shell' },
  { path: '/campaigns/:campaign/pairs/:pair', load: staff('JudgedPair'), frame: 'shell' },
  { path: '/campaigns/:campaign/inspections', load: staff('Inspections'), frame: 'shell' },
  { path: '/campaigns/:campaign/inspections/:batch', load: staff('Inspection'), frame: 'shell' },
  { path: '/campaigns/:campaign/inspections/:batch/judge', load: staff('InspectPair'), frame: 'bare' },
  { path: '/campaigns/:campaign/judge', load: () => import('$pages/Judge.svelte'), frame: 'bare' },
];

export function routeFor(path: string): { route: Route; params: Record<string, string> } | null {
  for (const route of routes) {
    const params = match(route.path, path);
    if (params) return { route, params };
  }
  return null;
}
