/** Lines of an uploaded file that were refused, as an error's details list them. */

export interface LineProblem {
  /** From 1; 0 is the file as a whole. */
  line: number;
  column: string;
  code: string;
  message: string;
  file: string;
}

export function lineProblems(details: Record<string, unknown> | undefined): LineProblem[] {
  const problems = details?.['problems'];
  return Array.isArray(problems) ? problems.filter(isProblem) : [];
}

function isProblem(value: unknown): value is LineProblem {
  return typeof value === 'object' && value !== null && 'line' in value && 'message' in value;
}
