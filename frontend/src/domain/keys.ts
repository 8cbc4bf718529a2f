/** Every shortcut of the workspace, once: what a key does and what the help panel shows. */

export const SHORTCUTS = [
  { command: 'play', keys: ['Space', 'k'], group: 'watch' },
  { command: 'frameBack', keys: [',', 'ArrowLeft'], group: 'watch' },
  { command: 'frameForward', keys: ['.', 'ArrowRight'], group: 'watch' },
  { command: 'toStart', keys: ['Home'], group: 'watch' },
  { command: 'slower', keys: ['-'], group: 'watch' },
  { command: 'faster', keys: ['=', '+'], group: 'watch' },
  { command: 'loop', keys: ['l'], group: 'watch' },
  { command: 'mute', keys: ['m'], group: 'watch' },
  { command: 'alone', keys: ['a'], group: 'watch' },
  { command: 'swap', keys: ['s'], group: 'watch' },
  { command: 'fullScreen', keys: ['f'], group: 'watch' },
  { command: 'veil', keys: ['v'], group: 'watch' },
  { command: 'questionDown', keys: ['ArrowDown'], group: 'answer' },
  { command: 'questionUp', keys: ['ArrowUp'], group: 'answer' },
  { command: 'continue', keys: ['Enter'], group: 'answer' },
  { command: 'back', keys: ['Backspace', 'b'], group: 'answer' },
  { command: 'undo', keys: ['z'], group: 'answer' },
  { command: 'skip', keys: ['x'], group: 'answer' },
  { command: 'prompt', keys: ['p'], group: 'read' },
  { command: 'guidance', keys: ['h'], group: 'read' },
  { command: 'guidelines', keys: ['g'], group: 'read' },
  { command: 'help', keys: ['?'], group: 'read' },
] as const satisfies readonly { command: string; keys: readonly string[]; group: string }[];

export type Command = (typeof SHORTCUTS)[number]['command'];
export type ShortcutGroup = (typeof SHORTCUTS)[number]['group'];
export const SHORTCUT_GROUPS = ['watch', 'answer', 'read'] as const satisfies readonly ShortcutGroup[];

/** The keys of the options of the question at hand, first option first; none is in the list above. */
export const ANSWER_KEYS: readonly string[] = '1 2 3 4 5 6 7 8 9 0 q w e r t y u i o'.split(' ');

export interface KeyPress {
  key: string;
  code: string;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
}

export type Meaning = { kind: 'command'; command: Command } | { kind: 'option'; at: number };

/** The key as the list above names it: layouts with digits on Shift and input methods are seen through. */
export function nameOf(press: KeyPress): string {
  if (press.key === ' ') return 'Space';
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(press.code)?.[1];
  if (digit) return digit;
  const letter = /^Key([A-Z])$/.exec(press.code)?.[1];
  if (press.key === 'Process' && letter) return letter.toLowerCase();
  return press.key.length === 1 ? press.key.toLowerCase() : press.key;
}

/** A key that writes something: these are what the switch for single keys turns off. */
export function isCharacter(name: string): boolean {
  return name.length === 1 || name === 'Space';
}

export function meaningOf(press: KeyPress, singleKeys: boolean): Meaning | null {
  if (press.altKey || press.ctrlKey || press.metaKey) return null;
  const name = nameOf(press);
  if (isCharacter(name) && !singleKeys) return null;
  const known = SHORTCUTS.find(({ keys }) => (keys as readonly string[]).includes(name));
  if (known) return { kind: 'command', command: known.command };
  const at = ANSWER_KEYS.indexOf(name);
  return at < 0 ? null : { kind: 'option', at };
}

const DRAWN: Record<string, string> = {
  ArrowLeft: '←',
  ArrowRight: '→',
  ArrowUp: '↑',
  ArrowDown: '↓',
  Enter: '↵',
  Backspace: '⌫',
};

/** How a key is drawn on a button or in the help panel. */
export function drawn(name: string): string {
  return DRAWN[name] ?? (name.length === 1 ? name.toUpperCase() : name);
}

/** The key shown beside a control: the first that works now, or none. */
export function keyOf(command: Command, singleKeys: boolean): string | undefined {
  const shortcut = SHORTCUTS.find((one) => one.command === command);
  const usable = shortcut?.keys.find((name) => singleKeys || !isCharacter(name));
  return usable === undefined ? undefined : drawn(usable);
}
