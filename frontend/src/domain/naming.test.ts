import { describe, expect, it } from 'vitest';
import { namesOf } from './naming';
import type { Definition } from './protocol';

const option = (key: string, item: string | null) => ({ key, wire: key, item, exclusive: false, text: `{${key}} text`, guidance: null });
const question = { key: 'helpfulness', title: 'Which is better?', options: [option('video_0', 'video_0'), option('tie', null)] };
const definition = { stages: [{ steps: [{ questions: [question] }] }] } as unknown as Definition;

describe('names', () => {
  it('are the titles of the protocol', () => {
    expect(namesOf(definition).question('helpfulness')).toBe('Which is better?');
    expect(namesOf(definition).answer('helpfulness', 'tie')).toBe('{tie} text');
  });

  it('leave a video the name that it has in data', () => {
    expect(namesOf(definition).answer('helpfulness', 'video_0')).toBe('video_0');
  });

  it('stand for themselves where the protocol has none', () => {
    expect(namesOf(definition).question('unknown')).toBe('unknown');
  });
});
