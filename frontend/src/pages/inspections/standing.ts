import type { BatchRow } from '$api/inspections';
import { m } from '$i18n/manage/index';

type Tone = 'plain' | 'accent' | 'good' | 'warn' | 'bad';

const TONES: Record<BatchRow['state'], Tone> = { open: 'accent', accepted: 'good', returned: 'warn', excluded: 'bad' };

/** Whether everything that came back was done anew. */
export function isRedone(batch: Pick<BatchRow, 'state' | 'waiting' | 'items'>): boolean {
  return batch.state === 'returned' && batch.waiting === 0 && batch.items > 0;
}

export function stateOf(batch: BatchRow): { tone: Tone; text: string } {
  if (isRedone(batch)) return { tone: 'accent', text: m('inspect.state.redone') };
  return { tone: TONES[batch.state], text: m(`inspect.state.${batch.state}`) };
}
