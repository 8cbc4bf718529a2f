import { fetchCampaign, fetchHistory } from '$api/campaigns';
import type { HistoryRow } from '$api/types';
import type { Failure } from '$domain/failure';
import { failureOf } from '$state/failing';
import { Loaded } from '$state/loaded.svelte';

/** One's own finished pairs, newest first, a page at a time. */
export class History {
  readonly campaign;
  rows = $state.raw<HistoryRow[]>();
  failure = $state.raw<Failure>();
  isLoading = $state(false);
  hasMore = $state(false);
  readonly #id: string;
  #next: string | null = null;

  constructor(campaign: string) {
    this.#id = campaign;
    this.campaign = new Loaded(() => fetchCampaign(campaign));
  }

  start(): void {
    void this.campaign.load();
    void this.more();
  }

  more = async (): Promise<void> => {
    if (this.isLoading) return;
    this.isLoading = true;
    try {
      const page = await fetchHistory(this.#id, this.#next);
      this.rows = [...(this.rows ?? []), ...page.results];
      this.#next = page.next;
      this.hasMore = page.next !== null;
      this.failure = undefined;
    } catch (error) {
      this.failure = failureOf(error);
    } finally {
      this.isLoading = false;
    }
  };
}
