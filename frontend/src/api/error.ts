import type { Failure, FailureKind, FieldProblem } from '$domain/failure';

/** The only error that leaves `api/`. */
export class ApiError extends Error implements Failure {
  readonly kind: FailureKind;
  readonly status: number;
  readonly code: string;
  readonly fields: FieldProblem[];
  readonly details: Record<string, unknown>;

  constructor(failure: Failure) {
    super(failure.message);
    this.name = 'ApiError';
    this.kind = failure.kind;
    this.status = failure.status;
    this.code = failure.code;
    this.fields = failure.fields;
    this.details = failure.details;
  }
}

export function networkError(): ApiError {
  return new ApiError({
    kind: 'network',
    status: 0,
    code: 'network',
    message: 'The server cannot be reached. Check your connection and try again.',
    fields: [],
    details: {},
  });
}

/** A file that was chosen is not where it was, or is locked: nothing that waiting cures. */
export function fileGoneError(name: string): ApiError {
  return new ApiError({
    kind: 'refused',
    status: 0,
    code: 'file_unreadable',
    message: `“${name}” cannot be read any more. Choose the files again to go on.`,
    fields: [],
    details: {},
  });
}

export function unreadableError(status: number): ApiError {
  return new ApiError({
    kind: 'unreadable',
    status,
    code: 'unreadable',
    message: `The reply was not from Tandem (status ${status}). Something between here and the server answered. Try again in a moment.`,
    fields: [],
    details: {},
  });
}

interface ErrorBody {
  error: { code: string; message: string; fields?: FieldProblem[]; details?: Record<string, unknown> };
}

function isErrorBody(body: unknown): body is ErrorBody {
  if (typeof body !== 'object' || body === null || !('error' in body)) return false;
  const { error } = body;
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
}

/** What a reply with a status of 400 and more says. */
export function errorOf(status: number, body: unknown): ApiError {
  if (!isErrorBody(body)) return unreadableError(status);
  const { code, message, fields, details } = body.error;
  return new ApiError({ kind: 'refused', status, code, message, fields: fields ?? [], details: details ?? {} });
}
