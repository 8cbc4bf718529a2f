/** What an address says after its question mark, and times as a form writes them. */

/** The search part of an address with some entries changed; an empty one is taken away. */
export function withParams(search: string, changes: Readonly<Record<string, string>>): string {
  const params = new URLSearchParams(search);
  for (const [name, value] of Object.entries(changes)) {
    if (value) params.set(name, value);
    else params.delete(name);
  }
  return params.size ? `?${params.toString()}` : '';
}

/** A moment as `datetime-local` has it, in the reader's zone and to the minute; empty for none. */
export function asLocal(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return '';
  const two = (number: number): string => String(number).padStart(2, '0');
  return `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}T${two(at.getHours())}:${two(at.getMinutes())}`;
}

/** The moment that `datetime-local` means in the reader's zone; empty for none. */
export function fromLocal(text: string): string {
  const at = new Date(text);
  return text === '' || Number.isNaN(at.getTime()) ? '' : at.toISOString();
}

/** So many hours before a moment, to the minute. */
export function hoursBefore(now: Date, hours: number): string {
  const at = new Date(now.getTime() - hours * 3_600_000);
  at.setSeconds(0, 0);
  return at.toISOString();
}
