/** How a request can fail, in the words the pages need. `code` is the server's and never changes. */

export interface FieldProblem {
  path: string;
  code: string;
  message: string;
}

/** `network`: no reply; `unreadable`: a reply that is not ours (a proxy's page, HTML); `refused`: the server said no. */
export type FailureKind = 'network' | 'unreadable' | 'refused';

export interface Failure {
  kind: FailureKind;
  /** 0 when there was no reply. */
  status: number;
  code: string;
  message: string;
  fields: FieldProblem[];
  details: Record<string, unknown>;
}

/** Whether waiting can cure it: nothing is wrong with what was asked. */
export function isPassing(failure: Failure): boolean {
  if (failure.kind !== 'refused') return true;
  return failure.status >= 500 || failure.status === 408 || failure.status === 425 || failure.status === 429;
}

export function asksToSignIn(failure: Failure): boolean {
  return failure.kind === 'refused' && (failure.code === 'not_signed_in' || failure.code === 'csrf_failed');
}
