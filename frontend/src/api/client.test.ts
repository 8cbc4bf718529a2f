import { afterEach, beforeEach, expect, it, vi } from 'vitest';

import { get, onSessionOver, put, query } from './client';

let replies: Response[];
let sent: string[];

const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } });
const refusal = (status: number, code: string): Response => json(status, { error: { code, message: 'No.' } });

beforeEach(() => {
  sent = [];
  vi.stubGlobal('document', { cookie: 'csrftoken=token' });
  vi.stubGlobal('fetch', (path: string, { method }: RequestInit) => {
    sent.push(`${method ?? ''} ${path}`);
    const reply = replies.shift();
    return reply ? Promise.resolve(reply) : Promise.reject(new TypeError('Failed to fetch'));
  });
});

afterEach(() => {
  vi.unstubAllGlobals();
});

it('tells no network, rubbish and a refusal apart', async () => {
  replies = [];
  await expect(get('campaigns')).rejects.toMatchObject({ kind: 'network' });
  replies = [new Response('<html>', { headers: { 'Content-Type': 'text/html' } })];
  await expect(get('campaigns')).rejects.toMatchObject({ kind: 'unreadable', status: 200 });
  replies = [refusal(404, 'not_found')];
  await expect(get('campaigns')).rejects.toMatchObject({ kind: 'refused', status: 404, code: 'not_found' });
});

it('goes on after signing in, also when the token was stale too', async () => {
  onSessionOver(() => Promise.resolve(true));
  replies = [refusal(403, 'csrf_failed'), json(200, { user: null }), refusal(401, 'not_signed_in'), json(200, { state: 'complete' })];
  await expect(put('assignments/a/skip', {})).resolves.toEqual({ state: 'complete' });
  expect(sent).toEqual(['PUT /api/assignments/a/skip', 'GET /api/session', 'PUT /api/assignments/a/skip', 'PUT /api/assignments/a/skip']);
});

it('fails when nobody signs in', async () => {
  onSessionOver(() => Promise.resolve(false));
  replies = [refusal(401, 'not_signed_in')];
  await expect(get('campaigns')).rejects.toMatchObject({ code: 'not_signed_in' });
});

it('leaves empty entries out of an address', () => {
  expect(query({ cursor: null, state: 'failed', page: 2 })).toBe('?state=failed&page=2');
  expect(query({ cursor: undefined })).toBe('');
});
