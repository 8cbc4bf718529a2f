/** The figures of a server's sentence, which are the same in every language: `1–20` of "must be 1 to 20", `500` of "at most 500". */
export function limitsIn(sentence: string): string {
  const range = /(\d[\d.]*) to (\d[\d.]*\d|\d)/.exec(sentence);
  if (range?.[1] && range[2]) return `${range[1]}–${range[2]}`;
  return sentence.match(/\d+/g)?.at(-1) ?? '';
}
