import { fetchCorpus } from '$api/corpora';
import type { Corpus, ManagedCampaign, Member, Overview } from '$api/manage-types';
import { fetchManaged, fetchMembers, fetchOverview } from '$api/steering';
import { Polled } from '$state/polled.svelte';

export interface Standing {
  campaign: ManagedCampaign;
  overview: Overview;
  members: Member[];
  corpus: Corpus | null;
}

/** A campaign with everything that its manager's page tells about it, in one look. */
export class Steered extends Polled<Standing> {
  constructor(id: () => string) {
    super(
      async () => {
        const [campaign, overview, members] = await Promise.all([fetchManaged(id()), fetchOverview(id()), fetchMembers(id())]);
        const corpus = campaign.corpus_id ? await fetchCorpus(campaign.corpus_id) : null;
        return { campaign, overview, members, corpus };
      },
      () => false,
    );
  }
}
