import { expect, it } from 'vitest';

import { type Definition, named, optionsOnScreen, type Question, scalePoints, stageAfter, stageOf } from './protocol';

const option = (key: string, item: string | null) => ({ key, wire: key, item, exclusive: false, text: key, guidance: null });
const choice = { options: [option('video_0', 'video_0'), option('video_1', 'video_1'), option('same', null)] } as unknown as Question;
const stage = (key: string) => ({ key, title: key, text: null, steps: [] });
const definition = { stages: [stage('heuristic'), stage('overall')] } as unknown as Definition;

it('puts the names of this screen into a text', () => {
  expect(named('Is {video_1} safer than {video_0}? {other}', { video_0: 'Video 2', video_1: 'Video 1' })).toBe(
    'Is Video 1 safer than Video 2? {other}',
  );
});

it('draws the videos among the options in the order in which they are shown', () => {
  expect(optionsOnScreen(choice, ['video_1', 'video_0']).map(({ key }) => key)).toEqual(['video_1', 'video_0', 'same']);
});

it('counts the points of a scale', () => {
  expect(scalePoints({ min: 1, max: 4 } as Question)).toEqual([1, 2, 3, 4]);
  expect(scalePoints({ min: null, max: 4 } as Question)).toEqual([]);
});

it('knows which stage comes after which', () => {
  expect(stageOf(definition, 'overall')?.key).toBe('overall');
  expect(stageAfter(definition, 'heuristic')?.key).toBe('overall');
  expect(stageAfter(definition, 'overall')).toBeUndefined();
  expect(stageAfter(definition, 'unknown')).toBeUndefined();
});
