/** Where a corpus or a campaign stands, read from its numbers. */

export interface VideoCounts {
  queued: number;
  running: number;
  done: number;
  failed: number;
  withdrawn: number;
}

/** How many clips a worker still has to take or to finish. */
export function underWay(videos: VideoCounts): number {
  return videos.queued + videos.running;
}

/** All that are meant to be played, finished or not. */
export function wanted(videos: VideoCounts): number {
  return underWay(videos) + videos.done + videos.failed;
}

/** The states of an assignment in the order in which a page shows them. */
export const ASSIGNMENT_STATES = ['complete', 'leased', 'stage_one', 'skipped', 'returned', 'released', 'surplus', 'excluded', 'withdrawn'] as const;
export type AssignmentState = (typeof ASSIGNMENT_STATES)[number];

export interface Standing {
  pairs: number;
  pairs_complete: number;
  slots: Readonly<Record<string, number>>;
  assignments: Readonly<Record<string, number>>;
  annotators: number;
}

export interface Places {
  done: number;
  held: number;
  free: number;
  total: number;
}

export function placesOf({ slots }: Pick<Standing, 'slots'>): Places {
  const [done, held, free] = [slots['done'] ?? 0, slots['held'] ?? 0, slots['free'] ?? 0];
  return { done, held, free, total: done + held + free };
}

export type Need = { kind: 'newPairs' | 'failedClips' | 'waitingClips' | 'returned' | 'skipped'; count: number } | { kind: 'nobody' | 'finished' | 'paused' };

interface Situation {
  state: string;
  isOpenToAll: boolean;
  members: number;
  overview: Standing;
  corpus: { pairs: number; videos: VideoCounts };
}

/** What waits for a person, the most urgent first. */
export function needsOf({ state, isOpenToAll, members, overview, corpus }: Situation): Need[] {
  const counted: Need[] = [
    { kind: 'returned', count: overview.assignments['returned'] ?? 0 },
    { kind: 'skipped', count: overview.assignments['skipped'] ?? 0 },
    { kind: 'newPairs', count: Math.max(0, corpus.pairs - overview.pairs) },
    { kind: 'failedClips', count: corpus.videos.failed },
    { kind: 'waitingClips', count: underWay(corpus.videos) },
  ];
  const isFinished = overview.pairs > 0 && overview.pairs_complete === overview.pairs;
  return [
    ...(state === 'paused' ? [{ kind: 'paused' } as const] : []),
    ...(!isOpenToAll && members === 0 ? [{ kind: 'nobody' } as const] : []),
    ...(isFinished ? [{ kind: 'finished' } as const] : []),
    ...counted.filter((need) => 'count' in need && need.count > 0),
  ];
}
