import { get, post } from '$api/client';
import type { Protocol, ProtocolDetail, ProtocolSource } from '$api/manage-types';

export async function fetchProtocols(): Promise<Protocol[]> {
  const page = await get<{ results: Protocol[] }>('protocols');
  return page.results;
}

export function fetchProtocol(sha256: string): Promise<ProtocolSource> {
  return get(`protocols/${sha256}`);
}

/** What a definition would ask; nothing is stored. */
export function previewProtocol(source: string): Promise<ProtocolDetail> {
  return post('protocol-previews', { definition: source });
}

export function storeProtocol(source: string): Promise<ProtocolDetail> {
  return post('protocols', { definition: source });
}
