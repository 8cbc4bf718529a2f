import { get, put, remove } from '$api/client';
import type { WorkedExample } from '$api/manage-types';

/** Those of all questions that the reader may see. */
export async function fetchWorkedExamples(campaign: string): Promise<WorkedExample[]> {
  const page = await get<{ results: WorkedExample[] }>(`campaigns/${campaign}/worked-examples`);
  return page.results;
}

/** A pair, or any clips of the corpus with clip A first. */
export type Shown = { pair: number } | { videos: number[] };

export function showWorkedExample(campaign: string, question: string, shown: Shown, explanation: string): Promise<WorkedExample> {
  return put(`campaigns/${campaign}/worked-examples/${question}`, { ...shown, explanation });
}

export function removeWorkedExample(campaign: string, question: string): Promise<void> {
  return remove(`campaigns/${campaign}/worked-examples/${question}`);
}
