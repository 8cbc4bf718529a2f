/** Figures with intervals, as people read them. */

export interface Estimated {
  value: number | null;
  low: number | null;
  high: number | null;
  items: number;
}

/** Below this many items a figure says little; the server shows no flag either. */
export const FEWEST_ITEMS = 20;

export function isSmall(figure: Estimated): boolean {
  return figure.items < FEWEST_ITEMS;
}

/** 0.62, or null where the figure is undefined. */
export function valueText(figure: Estimated, locale: string): string | null {
  return figure.value === null ? null : decimals(figure.value, locale);
}

/** 0.60 to 0.64, or null without an interval. */
export function intervalText(figure: Estimated, locale: string): string | null {
  if (figure.low === null || figure.high === null) return null;
  return `${decimals(figure.low, locale)} – ${decimals(figure.high, locale)}`;
}

export function decimals(value: number, locale: string): string {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  // A nought that was rounded up from below is no negative number to a reader.
  return new Intl.NumberFormat(locale, digits).format(Math.abs(value) < 0.005 ? 0 : value);
}

export function percent(share: number | null, locale: string): string | null {
  if (share === null) return null;
  const digits = share > 0 && share < 0.0995 ? 1 : 0;
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: digits }).format(share);
}

/** Alpha below this is next to nought, which is what guessing comes to. */
const NEXT_TO_NOUGHT = 0.1;

/** A gain below this is printed as 0.0 %. */
const LEAST_GAIN = 0.0005;

/** Whether people agree no more than chance would have them; of few items nothing can be said. */
export function isNearChance(alpha: Estimated): boolean {
  return alpha.value !== null && alpha.value < NEXT_TO_NOUGHT && !isSmall(alpha);
}

/** +1.2 %, or null where it would be read as nought. */
export function gainText(gain: number | null, locale: string): string | null {
  return gain === null || gain < LEAST_GAIN ? null : `+${percent(gain, locale) ?? ''}`;
}

/** How much likelier the majority of one more answer is right, on a choice between two: see docs/quality.md. */
export function gainOfAnother(raw: number | null, overlap: number): number | null {
  if (raw === null || raw < 0.5 || overlap < 1) return null;
  const right = (1 + Math.sqrt(2 * raw - 1)) / 2;
  return majorityRight(right, overlap + 1) - majorityRight(right, overlap);
}

function majorityRight(right: number, answers: number): number {
  let sum = 0;
  let ways = 1;
  for (let hits = 0; hits <= answers; hits++) {
    const weight = 2 * hits > answers ? 1 : 2 * hits === answers ? 0.5 : 0;
    sum += weight * ways * right ** hits * (1 - right) ** (answers - hits);
    ways = (ways * (answers - hits)) / (hits + 1);
  }
  return sum;
}
