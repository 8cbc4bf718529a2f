import { describe, expect, it } from 'vitest';
import { decisionOf, toggled } from './deciding';
import type { Question } from './protocol';

const option = (key: string, exclusive = false) => ({ key, wire: key, item: null, exclusive, text: key, guidance: null });
const harm = { options: [option('nothing_harmful', true), option('hate'), option('crime')] } as unknown as Question;

describe('a decision', () => {
  it('has only what was decided', () => {
    const ticked = { harm: { video_0: ['hate'], video_1: [] } };
    expect(decisionOf({ helpfulness: 'video_0', aesthetics: '' }, ticked)).toEqual({ helpfulness: 'video_0', harm: { video_0: ['hate'] } });
    expect(decisionOf({ helpfulness: '' }, { harm: { video_0: [] } })).toEqual({});
  });

  it('never has nothing harmful beside a label', () => {
    expect(toggled(harm, ['hate', 'crime'], 'nothing_harmful')).toEqual(['nothing_harmful']);
    expect(toggled(harm, ['nothing_harmful'], 'crime')).toEqual(['crime']);
    expect(toggled(harm, ['crime'], 'crime')).toEqual([]);
  });
});
