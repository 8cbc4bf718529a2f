import { describe, expect, it } from 'vitest';

import type { Question, Step } from './protocol';
import { blocksOf, placeId, placesOnScreen } from './screen';

const question = (key: string, target: Question['target'], show_if: Question['show_if'] = null): Question => ({
  key, wire: key, target, kind: 'boolean', title: key, text: key, required: true, guidance: null,
  show_if, recalls: [], options: [], min: null, max: null, anchors: [], max_length: null,
});
const step = (...questions: Question[]): Step => ({ key: 's', title: 's', text: null, questions });
const items = ['video_1', 'video_0'];

describe('the layout of a step', () => {
  it('keeps questions on the set in rows and each video in its own column', () => {
    const blocks = blocksOf(step(question('better', 'set'), question('safe', 'item')), {}, items);
    expect(blocks.map((block) => block.kind)).toEqual(['rows', 'columns']);
  });

  it('needs no columns for a lone video', () => {
    const blocks = blocksOf(step(question('clear', 'item'), question('smooth', 'item')), {}, ['video_0']);
    expect(blocks.map((block) => block.kind)).toEqual(['rows']);
  });

  it('names the question once when every column asks the same', () => {
    const [one] = blocksOf(step(question('safe', 'item')), {}, items);
    const [two] = blocksOf(step(question('safe', 'item'), question('kind', 'item')), {}, items);
    expect([one, two].map((block) => (block?.kind === 'columns' ? block.shared?.key : ''))).toEqual(['safe', undefined]);
  });

  it('walks down one column, then down the other, in display order', () => {
    const places = placesOnScreen(step(question('safe', 'item'), question('kind', 'item')), {}, items);
    expect(places.map(placeId)).toEqual(['safe.video_1', 'kind.video_1', 'safe.video_0', 'kind.video_0']);
  });

  it('leaves out what is not asked', () => {
    const onlyIfUnsafe = question('kind', 'item', { question: 'safe', item: 'same', test: 'equals', values: [false] });
    const answers = { safe: { video_0: false, video_1: true } };
    const places = placesOnScreen(step(question('safe', 'item'), onlyIfUnsafe), answers, items);
    expect(places.map(placeId)).toEqual(['safe.video_1', 'safe.video_0', 'kind.video_0']);
  });
});
