/** Sampling plans as a form has them, and as the server takes them. */
export interface PlanDraft {
  kind: 'fixed' | 'sequential';
  sample: string;
  most_faults: string;
  good: string;
  bad: string;
  producer_risk: string;
  consumer_risk: string;
  most: string;
}

export const FIXED = ['sample', 'most_faults'] as const;
export const SEQUENTIAL = ['good', 'bad', 'producer_risk', 'consumer_risk', 'most'] as const;
export type PlanNumber = (typeof FIXED)[number] | (typeof SEQUENTIAL)[number];
export type PlanNumbers = { kind: 'fixed' | 'sequential' } & Partial<Record<PlanNumber, number>>;

const PERCENT: readonly string[] = ['good', 'bad', 'producer_risk', 'consumer_risk'];

/** A good plan to begin with: a tenth of the batch and eight pairs at least; 5 % against 25 %. */
export function usualPlan(items: number): PlanDraft {
  const sample = Math.min(items, Math.max(8, Math.round(items / 10)));
  return {
    kind: 'fixed',
    sample: String(sample),
    most_faults: String(Math.floor(sample / 10)),
    good: '5',
    bad: '25',
    producer_risk: '5',
    consumer_risk: '10',
    most: String(Math.min(items, 100)),
  };
}

export function numbersOf(kind: PlanDraft['kind']): readonly PlanNumber[] {
  return kind === 'fixed' ? FIXED : SEQUENTIAL;
}

export const isPercent = (name: PlanNumber): boolean => PERCENT.includes(name);

/** The plan of a draft; null while a number of it is missing. Rates and risks are typed in percent. */
export function planOf(draft: PlanDraft): PlanNumbers | null {
  const plan: PlanNumbers = { kind: draft.kind };
  for (const name of numbersOf(draft.kind)) {
    const typed = Number.parseFloat(draft[name].replace(',', '.'));
    if (Number.isNaN(typed)) return null;
    plan[name] = isPercent(name) ? typed / 100 : Math.round(typed);
  }
  return plan;
}
