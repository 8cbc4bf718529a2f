import { get, post, query } from '$api/client';
import type { BuiltPairs, Corpus, CorpusPrompt, Findings, Video } from '$api/manage-types';
import type { Page } from '$api/types';
import type { PairWish } from '$domain/pairing';

export async function fetchCorpora(): Promise<Corpus[]> {
  const page = await get<{ results: Corpus[] }>('corpora');
  return page.results;
}

export function fetchCorpus(id: string): Promise<Corpus> {
  return get(`corpora/${id}`);
}

export function createCorpus(name: string): Promise<Corpus> {
  return post('corpora', { name });
}

export interface PromptFilter {
  type: string;
  words: string;
}

export function fetchPrompts(corpus: string, filter: PromptFilter, cursor: string | null): Promise<Page<CorpusPrompt>> {
  return get(`corpora/${corpus}/prompts${query({ type: filter.type, q: filter.words, cursor })}`);
}

export function fetchVideos(corpus: string, state: string, cursor: string | null): Promise<Page<Video>> {
  return get(`corpora/${corpus}/videos${query({ state, cursor })}`);
}

/** What the audit found of a kind, and how much of every kind. */
export function fetchFindings(corpus: string, kind: string, cursor: string | null): Promise<Findings> {
  return get(`corpora/${corpus}/findings${query({ kind, cursor })}`);
}

export async function retryVideo(id: string): Promise<void> {
  await post(`videos/${id}/retry`);
}

export async function retryFailed(corpus: string): Promise<number> {
  const reply = await post<{ retried: number }>(`corpora/${corpus}/videos/retry`);
  return reply.retried;
}

/** Says what the pairs would be; nothing is made. */
export function previewPairs(corpus: string, wish: PairWish): Promise<BuiltPairs> {
  return post(`corpora/${corpus}/pairs`, { ...wish, preview: true });
}

export function buildPairs(corpus: string, wish: PairWish): Promise<BuiltPairs> {
  return post(`corpora/${corpus}/pairs`, { ...wish, preview: false });
}
