/** What a snapshot's report says, made fit to be shown. The server's reports are open objects. */

export interface CutState {
  state: string;
  counted: boolean;
  count: number;
}

export interface LeftOut {
  of: 'pair' | 'video';
  question: string | null;
  reason: string;
  count: number;
}

type Open = Readonly<Record<string, unknown>>;

function rowsOf(report: unknown, key: string): Open[] {
  const found = isOpen(report) ? report[key] : undefined;
  return Array.isArray(found) ? found.filter(isOpen) : [];
}

function isOpen(value: unknown): value is Open {
  return typeof value === 'object' && value !== null;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** How many assignments of each state the cut holds; the same in every report of it. */
export function cutStates(reports: Open): CutState[] {
  const [first] = Object.values(reports).filter((report) => rowsOf(report, 'assignments').length);
  return rowsOf(first, 'assignments').map((row) => ({
    state: textOf(row['state']),
    counted: row['counted'] === true,
    count: Number(row['count']),
  }));
}

/** What the published shape leaves out, by reason. */
export function leftOut(reports: Open): LeftOut[] {
  return Object.values(reports).flatMap((report) =>
    rowsOf(report, 'left_out_counts').map((row) => ({
      of: row['of'] === 'video' ? 'video' : 'pair',
      question: textOf(row['question']) || null,
      reason: textOf(row['reason']),
      count: Number(row['count']),
    })),
  );
}
