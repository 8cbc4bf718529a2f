import { get } from '$api/client';
import type { Import, ImportRow } from '$api/manage-types';
import { type OnProgress, upload } from '$api/upload';
import type { Chosen } from '$domain/uploads';

export async function fetchImports(corpus: string): Promise<ImportRow[]> {
  const page = await get<{ results: ImportRow[] }>(`corpora/${corpus}/imports`);
  return page.results;
}

export function fetchImport(id: string): Promise<Import> {
  return get(`imports/${id}`);
}

/** Sends a manifest with its clips; answers with the id of the import that has begun. */
export async function sendImport(corpus: string, chosen: Chosen<File>, onProgress: OnProgress, signal: AbortSignal): Promise<string> {
  const form = new FormData();
  if (chosen.manifest) form.append('manifest', chosen.manifest);
  if (chosen.pairs) form.append('pairs', chosen.pairs);
  for (const clip of chosen.clips) form.append('clips', clip);
  const started = await upload<{ id: string }>(`corpora/${corpus}/imports`, form, onProgress, signal);
  return started.id;
}
