/** What one place of a table holds; null is a value that is not defined. */
export type Cell = string | number | null;

/** A table as CSV (RFC 4180). A cell that a spreadsheet would run as a formula is kept as text. */
export function asCsv(rows: readonly (readonly Cell[])[]): string {
  return rows.map((row) => row.map(cell).join(',') + '\r\n').join('');
}

function cell(value: Cell): string {
  if (typeof value !== 'string') return value === null ? '' : String(value);
  const text = value;
  const tame = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(tame) ? `"${tame.replaceAll('"', '""')}"` : tame;
}
