import { ApiError } from '$api/error';
import type { Failure } from '$domain/failure';

/** The failure that a page shows. What is not an ApiError is a mistake of ours and goes on. */
export function failureOf(error: unknown): Failure {
  if (error instanceof ApiError) return error;
  throw error;
}
