import { fetchJudges, removeJudge, sendJudgements } from '$api/judges';
import type { Judge, TakenJudgements } from '$api/quality-types';
import { type LineProblem, lineProblems } from '$domain/line-problems';
import { Action } from '$state/action.svelte';
import { Loaded } from '$state/loaded.svelte';

/** The automatic judges of a campaign: what was uploaded, a file on its way, the lines that were wrong. */
export class JudgesState {
  readonly list: Loaded<Judge[]>;
  readonly upload: Action<[File]>;
  readonly removal: Action<[Judge]>;
  taken = $state.raw<TakenJudgements>();
  readonly problems: LineProblem[] = $derived.by(() => lineProblems(this.upload.failure?.details));

  constructor(campaign: string, onChange: () => Promise<void>) {
    this.list = new Loaded(() => fetchJudges(campaign));
    // Figures come on their own: another file can be chosen as soon as the list is there.
    const look = (): Promise<void> => {
      void onChange();
      return this.list.load();
    };
    this.upload = new Action(async (file) => {
      this.taken = undefined;
      this.taken = await sendJudgements(campaign, file);
      await look();
    });
    this.removal = new Action(async (judge) => {
      this.taken = undefined;
      await removeJudge(campaign, judge.id);
      await look();
    });
  }
}
