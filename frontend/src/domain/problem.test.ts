import { expect, test } from 'vitest';
import { readProblem } from './problem';

test('the sentence and the code of the server are kept', () => {
  const body = { error: { code: 'not_found', message: 'Nothing here.', fields: [], details: {} } };
  expect(readProblem(body)).toEqual({ code: 'not_found', message: 'Nothing here.' });
});

test.each([[undefined], [null], ['<html>'], [{}], [{ error: 'no' }], [{ error: { code: 7 } }]])(
  'a reply that is not ours (%j) is called unreadable',
  (body) => {
    expect(readProblem(body).code).toBe('unreadable_reply');
  },
);
