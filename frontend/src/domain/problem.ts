/** The one JSON shape in which the server says that something cannot be done. */
export interface Problem {
  code: string;
  message: string;
}

const UNREADABLE: Problem = {
  code: 'unreadable_reply',
  message: 'The reply did not come from Tandem. Check the connection and try again.',
};

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null;

/** Reads an error body; a captive portal's page or half a reply becomes `unreadable_reply`. */
export function readProblem(body: unknown): Problem {
  const error = isRecord(body) ? body['error'] : undefined;
  if (!isRecord(error)) return UNREADABLE;
  const { code, message } = error;
  if (typeof code !== 'string' || typeof message !== 'string') return UNREADABLE;
  return { code, message };
}
