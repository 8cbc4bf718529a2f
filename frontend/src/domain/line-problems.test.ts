import { lineProblems } from '$domain/line-problems';
import { describe, expect, it } from 'vitest';

const problem = { line: 3, column: 'answers', code: 'wrong_type', message: 'answers must be an object.', file: 'judgements' };

describe('the lines of a file that were refused', () => {
  it('are those that the details of the error list', () => {
    expect(lineProblems({ problems: [problem] })).toEqual([problem]);
  });

  it('are none where an error lists none', () => {
    expect(lineProblems(undefined)).toEqual([]);
    expect(lineProblems({ problems: 'many' })).toEqual([]);
    expect(lineProblems({ problems: [null, 3, {}] })).toEqual([]);
  });
});
