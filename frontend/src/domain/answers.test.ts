import { describe, expect, it } from 'vitest';

import { answersToSend, isAnswered, missingIn, placesOf, toggled, valueAt, withValue } from './answers';
import type { Option, Question, Stage } from './protocol';

const items = ['video_0', 'video_1'];
const option = (key: string, exclusive = false): Option => ({ key, wire: key, item: null, exclusive, text: key, guidance: null });
const question = (key: string, more: Partial<Question> = {}): Question => ({
  key, wire: key, target: 'set', kind: 'boolean', title: key, text: key, required: true, guidance: null,
  show_if: null, recalls: [], options: [], min: null, max: null, anchors: [], max_length: null, ...more,
});
const harm = question('harm', { target: 'item', kind: 'labels', options: [option('nothing', true), option('porn'), option('crime')] });
const stage = (...questions: Question[]): Stage => ({
  key: 'one', title: 'One', text: null, steps: [{ key: 'step', title: 'Step', text: null, questions }],
});

describe('values', () => {
  it('are set and taken away without touching the others', () => {
    const answers = withValue(withValue({}, 'safe', 'video_0', true), 'safe', 'video_1', false);
    expect(withValue(answers, 'safe', 'video_0', undefined)).toEqual({ safe: { video_1: false } });
    expect(answers).toEqual({ safe: { video_0: true, video_1: false } });
  });

  it('leave nothing empty behind', () => {
    expect(withValue({ safe: { video_0: true } }, 'safe', 'video_0', undefined)).toEqual({});
  });

  it('are read for a video only where they are given for videos', () => {
    expect(valueAt({ better: 'video_0' }, 'better', 'video_0')).toBeUndefined();
    expect(valueAt({ safe: { video_0: true } }, 'safe', null)).toBeUndefined();
  });

  it('count as answers when they say something', () => {
    expect([false, 0, 'a', ['x']].map(isAnswered)).toEqual([true, true, true, true]);
    expect([undefined, '  ', []].map(isAnswered)).toEqual([false, false, false]);
  });
});

describe('labels', () => {
  it('are cleared by the exclusive one, and clear it', () => {
    expect(toggled(harm, ['porn', 'crime'], 'nothing')).toEqual(['nothing']);
    expect(toggled(harm, ['nothing'], 'crime')).toEqual(['crime']);
  });

  it('keep the order of the definition', () => {
    expect(toggled(harm, ['crime'], 'porn')).toEqual(['porn', 'crime']);
  });

  it('are no answer when the last one is unticked', () => {
    expect(toggled(harm, ['porn'], 'porn')).toBeUndefined();
  });
});

describe('what is asked', () => {
  const shown = (rule: Partial<Question['show_if']>): Question =>
    question('why', { target: 'item', show_if: { question: 'safe', item: 'same', test: 'equals', values: [false], ...rule } });
  const safe = { safe: { video_0: true, video_1: false } };

  it('follows the answer for the same video', () => {
    expect(placesOf(shown({}), safe, items).map(({ item }) => item)).toEqual(['video_1']);
  });

  it('follows the answer for any or for every video', () => {
    expect(placesOf(shown({ item: 'any' }), safe, items)).toHaveLength(2);
    expect(placesOf(shown({ item: 'every' }), safe, items)).toHaveLength(0);
  });

  it('is nothing while the earlier answer is missing, also for not', () => {
    expect(placesOf(shown({ test: 'not', values: [true] }), {}, items)).toEqual([]);
  });

  it('compares sets of labels', () => {
    const rule = (test: 'equals' | 'in' | 'not'): Question => shown({ question: 'harm', test, values: ['porn'] });
    const answers = { harm: { video_0: ['porn', 'crime'], video_1: ['crime'] } };
    expect(placesOf(rule('equals'), answers, items)).toHaveLength(0);
    expect(placesOf(rule('in'), answers, items).map(({ item }) => item)).toEqual(['video_0']);
    expect(placesOf(rule('not'), answers, items).map(({ item }) => item)).toEqual(['video_1']);
  });

  it('is missing until it is answered, unless it is optional', () => {
    const questions = [question('better'), question('note', { kind: 'text', required: false }), harm];
    const missing = missingIn({ key: 'step', title: 'Step', text: null, questions }, { harm: { video_0: ['porn'] } }, items);
    expect(missing.map(({ question: { key }, item }) => [key, item])).toEqual([['better', null], ['harm', 'video_1']]);
  });
});

it('sends no answer to a question that is hidden by a later change', () => {
  const why = question('why', { show_if: { question: 'safe', item: null, test: 'equals', values: [false] } });
  const draft = { safe: true, why: true, note: '  ' };
  expect(answersToSend(stage(question('safe'), why, question('note', { kind: 'text' })), draft, {}, items)).toEqual({ safe: true });
});
