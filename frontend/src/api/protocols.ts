import { get } from '$api/client';
import type { Protocol, ProtocolDetail } from '$api/manage-types';

export async function fetchProtocols(): Promise<Protocol[]> {
  const page = await get<{ results: Protocol[] }>('protocols');
  return page.results;
}

export function fetchProtocol(sha256: string): Promise<ProtocolDetail> {
  return get(`protocols/${sha256}`);
}
