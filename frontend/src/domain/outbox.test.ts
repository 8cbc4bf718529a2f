import { describe, expect, it } from 'vitest';

import type { Failure } from './failure';
import { type Act, delayAfter, type Entry, exported, sameAnswers, verdictOn } from './outbox';

const act: Act = { kind: 'stage', stage: 'heuristic', body: { answers: { aesthetics: 'video_0', harm: { video_0: ['porn', 'crime'] } } } };
const refused = (status: number, code = 'no', details = {}): Failure => ({
  kind: 'refused', status, code, message: 'No.', fields: [], details,
});

describe('what a reply means', () => {
  it('waits when the server cannot be reached or answers rubbish', () => {
    expect(verdictOn(act, { ...refused(0), kind: 'network' })).toBe('later');
    expect(verdictOn(act, { ...refused(200), kind: 'unreadable' })).toBe('later');
    expect(verdictOn(act, refused(503))).toBe('later');
  });

  it('asks to sign in when the session or the token is over', () => {
    expect(verdictOn(act, refused(401, 'not_signed_in'))).toBe('sign-in');
    expect(verdictOn(act, refused(403, 'csrf_failed'))).toBe('sign-in');
  });

  it('lets the same answers go and sets others aside', () => {
    const same = { stored: { harm: { video_0: ['crime', 'porn'] }, aesthetics: 'video_0' } };
    expect(verdictOn(act, refused(409, 'already_answered', same))).toBe('done');
    expect(verdictOn(act, refused(409, 'already_answered', { stored: { aesthetics: 'video_1' } }))).toBe('aside');
  });

  it('sets every other refusal aside', () => {
    expect(verdictOn(act, refused(400, 'invalid_answers'))).toBe('aside');
    expect(verdictOn({ kind: 'release' }, refused(409, 'already_answered'))).toBe('aside');
  });
});

describe('the outbox', () => {
  it('never takes something that is no answer for the same', () => {
    expect(sameAnswers({}, null)).toBe(false);
    expect(sameAnswers({}, [])).toBe(false);
  });

  it('waits longer after each failure, at most a minute', () => {
    expect([1, 2, 3, 20].map((count) => delayAfter(count, 1))).toEqual([1000, 2000, 4000, 60_000]);
    expect(delayAfter(1, 0)).toBe(500);
  });

  it('exports what was done, when, and why it was refused', () => {
    const entry: Entry = { id: 1, user: 'ada', campaign: 'c', assignment: 'a', act, at: 0, refusal: { code: 'gone', message: 'Withdrawn.' } };
    expect(JSON.parse(exported([entry]))).toMatchObject([
      { assignment: 'a', stage: 'heuristic', done_at: '1970-01-01T00:00:00.000Z', refusal: { code: 'gone' } },
    ]);
  });
});
