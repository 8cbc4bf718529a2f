/** What words take in a drawing, whose text the page cannot break: estimated at 12 pixels high. */

const FIRST_IDEOGRAPH = '\u2e80';
/** Of the widest font that a page may come to be drawn in, which is that of plain Linux. */
const KINDS: readonly [RegExp, number][] = [
  [/[ .,:;!|'’ijl]/, 4],
  [/[()[\]\-/frt]/, 5],
  [/[cksvxyz]/, 7],
  [/[MWmw@%…]/, 12],
  [/[A-Z]/, 9.4],
];
const [LETTER, IDEOGRAPH] = [7.7, 12];

function breadthOf(letter: string): number {
  if (letter >= FIRST_IDEOGRAPH) return IDEOGRAPH;
  return KINDS.find(([kind]) => kind.test(letter))?.[1] ?? LETTER;
}

/** In pixels; what is estimated is rather too wide. */
export function breadth(text: string): number {
  return Array.from(text, breadthOf).reduce((sum, one) => sum + one, 0);
}

/** The text, or as much of it as fits into so many pixels with an ellipsis. */
export function shortened(text: string, most: number): string {
  if (breadth(text) <= most) return text;
  const letters = Array.from(text);
  while (letters.length > 1 && breadth(`${letters.join('')}…`) > most) letters.pop();
  return `${letters.join('').trimEnd()}…`;
}

/** The pixels that the widest of the texts takes, but no more than `most`. */
export function widest(texts: readonly string[], most: number): number {
  return Math.min(most, Math.max(0, ...texts.map(breadth)));
}
