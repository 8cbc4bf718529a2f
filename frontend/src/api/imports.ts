import { get, post, put } from '$api/client';
import type { Import, ImportRow, InboxFile } from '$api/manage-types';

export async function fetchImports(corpus: string): Promise<ImportRow[]> {
  const page = await get<{ results: ImportRow[] }>(`corpora/${corpus}/imports`);
  return page.results;
}

export function fetchImport(id: string): Promise<Import> {
  return get(`imports/${id}`);
}

export function cancelImport(id: string): Promise<Import> {
  return put(`imports/${id}/cancellation`, {});
}

/** What the operator laid ready on the server. */
export async function fetchInbox(): Promise<InboxFile[]> {
  return (await get<{ results: InboxFile[] }>('inbox')).results;
}

/** Answers with the id of the import that has begun. */
export async function importFromInbox(corpus: string, wish: { path: string; pairs?: string; link: boolean }): Promise<string> {
  return (await post<{ id: string }>(`corpora/${corpus}/inbox-imports`, wish)).id;
}
