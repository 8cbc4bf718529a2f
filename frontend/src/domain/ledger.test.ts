import { describe, expect, it } from 'vitest';

import { currentOf, withDone } from './ledger';
import type { Act } from './outbox';
import type { Definition } from './protocol';

const stage = (key: string) => ({ key, title: key, text: null, steps: [] });
const definition = { stages: [stage('heuristic'), stage('overall')] } as unknown as Definition;
const held = (id: string, at = 'heuristic') => ({ id, stage: at, answers: {} });
const sent = (key: string): Act => ({ kind: 'stage', stage: key, body: { answers: { one: 'video_0' } } });

describe('the queue with what was done here', () => {
  it('moves a pair on to its next stage', () => {
    const list = withDone([held('a'), held('b')], [{ assignment: 'a', act: sent('heuristic') }], definition);
    expect(list.map(({ stage: at }) => at)).toEqual(['overall', 'heuristic']);
    expect(list[0]?.answers).toEqual({ heuristic: { one: 'video_0' } });
  });

  it('drops a pair that is finished, skipped or given back', () => {
    const both = [{ assignment: 'a', act: sent('heuristic') }, { assignment: 'a', act: sent('overall') }];
    expect(withDone([held('a')], both, definition)).toEqual([]);
    expect(withDone([held('a')], [{ assignment: 'a', act: { kind: 'release' } }], definition)).toEqual([]);
  });

  it('ignores a stage that the server knows already', () => {
    const list = withDone([held('a', 'overall')], [{ assignment: 'a', act: sent('heuristic') }], definition);
    expect(list[0]?.stage).toBe('overall');
  });

  it('stays on the pair that is worked on', () => {
    expect(currentOf([held('a'), held('b')], 'b')?.id).toBe('b');
    expect(currentOf([held('a'), held('b')], 'gone')?.id).toBe('a');
  });
});
