import { ApiError } from '$api/error';
import type { Failure } from '$domain/failure';
import { language } from '$i18n/language.svelte';

/**
 * The failure that a page shows. The server speaks English; a language that has a sentence for the code says that
 * instead. What is not an ApiError is a mistake of ours and goes on.
 */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof ApiError)) throw error;
  const message = language.messages?.[`refusal.${error.code}`];
  const { kind, status, code, fields, details } = error;
  return message === undefined ? error : { kind, status, code, message, fields, details };
}
