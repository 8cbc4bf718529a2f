import { fetchCampaign } from '$api/campaigns';
import type { Campaign } from '$api/types';
import type { Definition } from '$domain/protocol';
import { language } from '$i18n/language.svelte';

/** By campaign and language. What a campaign asks never changes, so that a page need not wait for it again. */
const known = new Map<string, Definition>();

function keyOf(campaign: string): string {
  return `${campaign} ${language.code}`;
}

/** The campaign as it is now; the pages to which it leads have its names at once. */
export async function fetchWithDefinition(id: string): Promise<Campaign> {
  const key = keyOf(id);
  const campaign = await fetchCampaign(id);
  known.set(key, campaign.protocol.definition);
  return campaign;
}

/** What a page before has fetched, or what is fetched now. */
export async function definitionOf(campaign: string): Promise<Definition> {
  return knownDefinition(campaign) ?? (await fetchWithDefinition(campaign)).protocol.definition;
}

/** What a page before has fetched. */
export function knownDefinition(campaign: string): Definition | undefined {
  return known.get(keyOf(campaign));
}
