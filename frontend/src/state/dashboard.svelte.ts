import { fetchDashboard, fetchReport, requestReport } from '$api/quality';
import type { Dashboard, Report } from '$api/quality-types';
import type { Campaign } from '$api/types';
import { type Names, namesOf } from '$domain/naming';
import { Action } from '$state/action.svelte';
import { fetchWithDefinition } from '$state/definitions';
import { Loaded } from '$state/loaded.svelte';
import { Polled } from '$state/polled.svelte';

const EVERY = 8_000;

/** A campaign's dashboard: what is true now every eight seconds, the figures when there are newer ones. */
export class DashboardState {
  readonly campaign: Loaded<Campaign>;
  readonly live: Polled<Dashboard>;
  readonly report: Polled<Report>;
  readonly compute: Action<[]>;
  readonly names: Names = $derived.by(() => {
    const definition = this.campaign.value?.protocol.definition;
    return definition ? namesOf(definition) : { question: (key) => key, answer: (_question, answer) => answer };
  });

  constructor(id: () => string, within: () => { since: string; until: string }) {
    this.campaign = new Loaded(() => fetchWithDefinition(id()));
    this.live = new Polled(() => fetchDashboard(id(), within()), () => false, EVERY);
    this.report = new Polled(() => fetchReport(id()), (report) => report.state === 'queued' || report.state === 'running', 2 * EVERY);
    this.compute = new Action(async () => {
      await requestReport(id());
      await this.report.again();
    });
  }

  watch = (): (() => void) => {
    void this.campaign.load();
    const ends = [this.live.watch(), this.report.watch()];
    return () => {
      for (const end of ends) end();
    };
  };
}
