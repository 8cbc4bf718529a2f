/** Seconds with two decimals, as under the scrubber: 1.25. */
export function formatSeconds(microseconds: number, locale: string): string {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  return new Intl.NumberFormat(locale, digits).format(microseconds / 1_000_000);
}
