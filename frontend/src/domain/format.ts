/** Numbers, times and dates in the reader's locale. */

export function formatNumber(value: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(value);
}

export function formatPercent(share: number, locale: string): string {
  return new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share);
}

export function formatDate(iso: string, locale: string): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(iso));
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte'] as const;

export function formatBytes(bytes: number, locale: string): string {
  const step = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3));
  const unit = UNITS[step] ?? 'byte';
  return new Intl.NumberFormat(locale, { style: 'unit', unit, maximumFractionDigits: step ? 1 : 0 }).format(
    bytes / 1000 ** step,
  );
}

/** The time of day, and the day too when it is not today's. */
export function formatTime(iso: string, locale: string, now: Date = new Date()): string {
  const at = new Date(iso);
  const isToday = at.toDateString() === now.toDateString();
  return new Intl.DateTimeFormat(locale, isToday ? { timeStyle: 'short' } : { dateStyle: 'medium', timeStyle: 'short' }).format(at);
}

/** An amount of money; in no currency it is a plain number. */
export function formatAmount(amount: string, currency: string, locale: string): string {
  const digits = { minimumFractionDigits: 2, maximumFractionDigits: 4 };
  const number = new Intl.NumberFormat(locale, digits).format(Number(amount));
  if (!/^[A-Z]{3}$/.test(currency)) return [number, currency].filter(Boolean).join(' ');
  return new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits }).format(Number(amount));
}

/** Seconds as a person says them: 45 s, or 2 min. */
export function formatDuration(seconds: number, locale: string): string {
  const isShort = seconds < 90;
  const unit = isShort ? 'second' : 'minute';
  const value = isShort ? Math.round(seconds) : Math.round(seconds / 6) / 10;
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(value);
}
