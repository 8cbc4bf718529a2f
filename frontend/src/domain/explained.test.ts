import { expect, test } from 'vitest';

import { type Explained, remarksOn } from './explained';
import type { Question } from './protocol';

const OPTIONS = { wire: '', exclusive: false, guidance: null };
const QUESTION: Question = {
  key: 'harm', wire: 'harm', target: 'item', kind: 'labels', title: 'Harm', text: '', required: true, guidance: null, show_if: null,
  recalls: [], min: null, max: null, anchors: [], max_length: null,
  options: [{ ...OPTIONS, key: 'crime', text: 'Crime', item: null }, { ...OPTIONS, key: 'hate', text: 'Hate', item: null }],
};
const PLACES = ['video_0', 'video_1'].map((item) => ({ question: QUESTION, item }));
const NAMES = { video_0: 'Video 2', video_1: 'Video 1' };
const EXPLAINED: Explained = {
  keys: { heuristic: { harm: { video_0: ['crime', 'hate'], video_1: ['hate'] } } },
  explanations: { harm: 'A theft is a crime.' },
};

const remarks = (answers: object) => remarksOn(PLACES, { harm: { ...answers } }, EXPLAINED, 'heuristic', NAMES);

test('an answer is explained as soon as it is given, whatever the order of its labels', () => {
  expect(remarks({ video_0: ['hate', 'crime'] }).map(({ verdict }) => verdict)).toEqual(['right', 'open']);
});

test('another answer is told which one is right, and why', () => {
  const [, second] = remarks({ video_1: ['crime'] });
  expect(second).toMatchObject({ about: 'Harm, Video 1', verdict: 'other', right: 'Hate', why: 'A theft is a crime.' });
});

test('a question without a right answer is told about, and one without anything is left out', () => {
  const only = remarksOn(PLACES, { harm: { video_0: ['hate'] } }, { ...EXPLAINED, keys: {} }, 'heuristic', NAMES);
  expect(only[0]?.verdict).toBe('told');
  expect(remarksOn(PLACES, {}, { keys: {}, explanations: {} }, 'heuristic', NAMES)).toEqual([]);
});
