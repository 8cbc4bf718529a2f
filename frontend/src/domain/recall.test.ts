import { expect, it } from 'vitest';

import type { Definition, Question } from './protocol';
import { inWords, remindersOf } from './recall';

const names = { video_1: 'Video 1', video_0: 'Video 2' };
const option = (key: string, text: string) => ({ key, wire: key, item: null, exclusive: false, text, guidance: null });
const harm = { key: 'harm', title: 'Harm', recalls: [], options: [option('crime', 'Crime'), option('porn', 'Adult')] } as unknown as Question;
const better = { key: 'better', title: 'Better', recalls: [], options: [option('video_0', '{video_0}')] } as unknown as Question;
const step = { key: 's', title: 's', text: null, questions: [{ recalls: ['harm'] } as unknown as Question] };
const definition = { stages: [{ key: 'one', title: '', text: null, steps: [{ key: '', title: '', text: null, questions: [harm, better] }] }] } as unknown as Definition;

it('says answers in the words of the screen, in its order', () => {
  expect(inWords(better, 'video_0', names)).toBe('Video 2');
  expect(inWords(harm, { video_0: ['crime', 'porn'], video_1: ['porn'] }, names)).toBe('Video 1: Adult; Video 2: Crime · Adult');
});

it('recalls only what the step asks for', () => {
  const earlier = { harm: { video_0: ['crime'] }, better: 'video_0' };
  expect(remindersOf(definition, step, earlier, names)).toEqual([{ question: 'Harm', text: 'Video 2: Crime' }]);
  expect(remindersOf(definition, step, {}, names)).toEqual([]);
});
