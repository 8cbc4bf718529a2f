/**
 * What the page of an address loads and asks for first. The build writes it down for the server, whose page
 * names all of it: it is on its way before the first script has run, and nothing is found one after the other.
 */
export interface Ahead {
  path: string;
  /** Sources that are chunks of their own, below `src/`. */
  files: string[];
  /** What the page asks of the API in any case. Behind `?` stand the parts of the address's query that go along, or all: `*`. */
  data: string[];
}

const SHELL = 'components/Shell.svelte';
const QUALITY = [SHELL, 'quality-pages.ts'];

export const ahead: readonly Ahead[] = [
  { path: '/campaigns/:campaign/judge', files: ['pages/Judge.svelte'], data: [] },
  {
    path: '/campaigns/:campaign/dashboard',
    files: QUALITY,
    data: ['campaigns/:campaign', 'campaigns/:campaign/dashboard?since&until', 'campaigns/:campaign/figures'],
  },
  { path: '/campaigns/:campaign/answers', files: QUALITY, data: ['campaigns/:campaign', 'campaigns/:campaign/answers?*'] },
  { path: '/campaigns/:campaign/annotators/:annotator', files: QUALITY, data: ['campaigns/:campaign', 'campaigns/:campaign/figures'] },
  { path: '/campaigns/:campaign/pairs/:pair', files: QUALITY, data: ['campaigns/:campaign', 'campaigns/:campaign/judged-pairs/:pair'] },
  { path: '/campaigns/:campaign/inspections', files: QUALITY, data: ['campaigns/:campaign/batches'] },
  { path: '/manage/campaigns/:campaign', files: [SHELL, 'manage-pages.ts'], data: [] },
];
