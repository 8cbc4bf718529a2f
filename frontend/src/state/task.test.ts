import { expect, it } from 'vitest';

import type { Question, Stage } from '../domain/protocol';
import { placeId } from '../domain/screen';
import { Task } from './task.svelte';

const video = (key: string) => ({ key, wire: key, item: key, exclusive: false, text: `{${key}}`, guidance: null });
const label = (key: string, exclusive = false) => ({ key, wire: key, item: null, exclusive, text: key, guidance: null });
const question = (key: string, more: Partial<Question>): Question => ({
  key, wire: key, target: 'set', kind: 'choice', title: key, text: key, required: true, guidance: null,
  show_if: null, recalls: [], options: [video('video_0'), video('video_1')], min: null, max: null, anchors: [], max_length: null, ...more,
});
const better = question('better', {});
const nicer = question('nicer', {});
const harm = question('harm', { target: 'item', kind: 'labels', options: [label('nothing', true), label('crime')] });
const stage: Stage = {
  key: 'one', title: 'One', text: null,
  steps: [
    { key: 'first', title: '', text: null, questions: [better, nicer] },
    { key: 'second', title: '', text: null, questions: [harm] },
  ],
};
const task = () => new Task(stage, ['video_1', 'video_0'], {});

it('answers with the first key what is shown first', () => {
  const one = task();
  one.pick(0);
  expect(one.answers).toEqual({ better: 'video_1' });
});

it('goes from answer to answer', () => {
  const one = task();
  one.pick(0);
  one.pick(1);
  expect(one.answers).toEqual({ better: 'video_1', nicer: 'video_0' });
});

it('shows what is missing instead of going on', () => {
  const one = task();
  one.pick(0);
  expect(one.forward()).toBe('missing');
  expect(one.stepAt).toBe(0);
  expect(one.active && placeId(one.active)).toBe('nicer');
  expect(one.places.map((place) => one.isMissing(place))).toEqual([false, true]);
});

it('walks through the steps to the submit, and back', () => {
  const one = task();
  one.pick(0);
  one.pick(0);
  expect(one.forward()).toBe('stepped');
  one.pick(0);
  one.moveActive(1);
  one.pick(1);
  expect(one.forward()).toBe('submit');
  expect(one.toSend()).toEqual({ better: 'video_1', nicer: 'video_1', harm: { video_1: ['nothing'], video_0: ['crime'] } });
  expect(one.back()).toBe(true);
  expect(one.stepAt).toBe(0);
});

it('undoes one answer after the other, on the step where it was given', () => {
  const one = task();
  one.pick(0);
  one.pick(1);
  one.forward();
  one.pick(1);
  one.undo();
  one.undo();
  expect(one.answers).toEqual({ better: 'video_1' });
  expect(one.stepAt).toBe(0);
  one.undo();
  one.undo();
  expect(one.canUndo).toBe(false);
});

it('has no answer for a key without an option', () => {
  expect(task().pick(5)).toBe(false);
});

it('takes up a draft where it was left', () => {
  const one = task();
  one.resume({
    user: 'ada', assignment: 'a', stage: 'one', step: 1, seen: {}, timing: { active: 0, total: 0 }, changedAt: 0,
    answers: { better: 'video_0', nicer: 'video_0', harm: { video_1: ['nothing'] } },
  });
  expect(one.step.key).toBe('second');
  expect(one.active && placeId(one.active)).toBe('harm.video_0');
});
