import { csrfToken, get, post, put, readReply, remove, retried } from '$api/client';
import { networkError } from '$api/error';
import type { Piece, Upload } from '$api/manage-types';
import type { NewFile, SentFile } from '$domain/uploads';

export async function fetchUploads(corpus: string): Promise<Upload[]> {
  return (await get<{ results: Upload[] }>(`corpora/${corpus}/uploads`)).results;
}

export function fetchUpload(id: string): Promise<Upload> {
  return get(`uploads/${id}`);
}

export function startUpload(corpus: string, files: NewFile[]): Promise<Upload> {
  return post(`corpora/${corpus}/uploads`, { files });
}

/** What has come of one file. */
export async function fetchPieces(id: string, number: number): Promise<Piece[]> {
  return (await get<{ results: Piece[] }>(`uploads/${id}/files/${String(number)}/pieces`)).results;
}

/** Pages get the browser's digest only at a secure address; elsewhere pieces go unchecked. */
export async function sha256(bytes: ArrayBuffer): Promise<Uint8Array | undefined> {
  const subtle = (crypto as { subtle?: SubtleCrypto }).subtle;
  return subtle && new Uint8Array(await subtle.digest('SHA-256', bytes));
}

/** Sends the bytes that begin at `offset`; answers with the file as the server has it then. */
export async function sendPiece(id: string, number: number, offset: number, bytes: ArrayBuffer, signal: AbortSignal): Promise<SentFile> {
  const digest = await sha256(bytes);
  const path = `/api/uploads/${id}/files/${String(number)}/pieces/${String(offset)}`;
  const headers = { Accept: 'application/json', 'Content-Type': 'application/octet-stream' };
  const checked = digest ? { 'Content-Digest': `sha-256=:${btoa(String.fromCharCode(...digest))}:` } : {};
  return retried(async () => {
    const request = { method: 'PUT', body: bytes, signal, credentials: 'same-origin' as const };
    const sent = fetch(path, { ...request, headers: { ...headers, ...checked, 'X-CSRFToken': csrfToken() } });
    return (await readReply(await sent.catch(() => Promise.reject(networkError())))) as SentFile;
  });
}

/** Answers with the id of the import that has begun. */
export async function finishUpload(id: string): Promise<string> {
  return (await put<{ id: string }>(`uploads/${id}/completion`, {})).id;
}

export function discardUpload(id: string): Promise<void> {
  return remove(`uploads/${id}`);
}
