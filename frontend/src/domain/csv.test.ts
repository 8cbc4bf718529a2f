import { expect, it } from 'vitest';

import { asCsv } from '$domain/csv';

it('quotes what a cell cannot hold plainly', () => {
  expect(asCsv([['a', 'b, "c"'], ['1', 'two\nlines']])).toBe('a,"b, ""c"""\r\n1,"two\nlines"\r\n');
});

it('keeps a spreadsheet from running what a manifest said', () => {
  expect(asCsv([['=1+1', '@x']])).toBe("'=1+1,'@x\r\n");
});
