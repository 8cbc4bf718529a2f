import { ApiError } from '$api/error';
import type { Failure, FieldProblem } from '$domain/failure';
import { limitsIn } from '$domain/limits';
import { language } from '$i18n/language.svelte';

/** A field's problem in the reader's language; in English where that has no sentence for it, or no figure to put in. */
function inLanguage(problem: FieldProblem): FieldProblem {
  const sentence = language.messages?.[`field.${problem.code}`];
  const limits = limitsIn(problem.message);
  if (sentence === undefined || (sentence.includes('{limits}') && !limits)) return problem;
  return { ...problem, message: sentence.replace('{limits}', limits) };
}

/**
 * The failure that a page shows. The server speaks English; a language that has a sentence for the code says that
 * instead. What is not an ApiError is a mistake of ours and goes on.
 */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof ApiError)) throw error;
  if (!language.messages) return error;
  const { kind, status, code, details } = error;
  const message = language.messages[`refusal.${code}`] ?? error.message;
  return { kind, status, code, message, fields: error.fields.map(inLanguage), details };
}
