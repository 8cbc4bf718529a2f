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
  { command: 'overlay', keys: ['d'], group: 'watch' },
  { command: 'zoom', keys: ['c'], group: 'watch' },
  { command: 'panLeft', keys: ['Shift+ArrowLeft'], group: 'watch' },
  { command: 'panRight', keys: ['Shift+ArrowRight'], group: 'watch' },
  { command: 'panUp', keys: ['Shift+ArrowUp'], group: 'watch' },
  { command: 'panDown', keys: ['Shift+ArrowDown'], group: 'watch' },
  { command: 'fullScreen', keys: ['f'], group: 'watch' },
  { command: 'veil', keys: ['v'], group: 'watch' },
  { command: 'enough', keys: ['j'], group: 'watch' },
  { command: 'questionDown', keys: ['ArrowDown'], group: 'answer' },
  { command: 'questionUp', keys: ['ArrowUp'], group: 'answer' },
  { command: 'continue', keys: ['Enter'], group: 'answer' },
  { command: 'back', keys: ['Backspace', 'b'], group: 'answer' },
  { command: 'undo', keys: ['z'], group: 'answer' },
  { command: 'skip', keys: ['x'], group: 'answer' },
  { command: 'note', keys: ['n'], group: 'answer' },
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

/** Which keys each command has for one person. */
export type KeyMap = Readonly<Record<Command, readonly string[]>>;
/** The keys that somebody chose instead of the ones above. */
export type OwnKeys = Readonly<Partial<Record<Command, string>>>;

const COMMANDS: ReadonlySet<string> = new Set(SHORTCUTS.map(({ command }) => command));

/** What the browser and its helpers do with a key by itself: no command may take it. */
const BROWSER_KEYS = /^(?:Escape|Tab|F\d+|Page(?:Up|Down)|ContextMenu|CapsLock|Shift|Control|Alt|AltGraph|Meta|Dead|Process|Unidentified|\/|')$/;

/** The list above with a person's own keys in it; a key that they gave away is nowhere else. */
export function keyMapOf(own: OwnKeys): KeyMap {
  const chosen = new Set(Object.values(own));
  const entries = SHORTCUTS.map(({ command, keys }) => {
    const mine = own[command];
    return [command, mine === undefined ? keys.filter((name) => !chosen.has(name)) : [mine]];
  });
  return Object.fromEntries(entries) as KeyMap;
}

/** What was kept, as far as it can still be used. */
export function ownKeysOf(kept: unknown): OwnKeys {
  if (typeof kept !== 'object' || kept === null) return {};
  let own: OwnKeys = {};
  for (const [command, name] of Object.entries(kept)) {
    if (!COMMANDS.has(command) || typeof name !== 'string') continue;
    if (refusalOf(own, command as Command, name)?.by !== undefined) continue;
    own = { ...own, [command]: name };
  }
  return own;
}

export type KeyRefusal = { by: 'browser' } | { by: 'answer' } | { by: Command };

/** Why a command can not have this key, or null when it can. A key that another command has by nature can be taken from it only when that one has another. */
export function refusalOf(own: OwnKeys, command: Command, name: string): KeyRefusal | null {
  if (BROWSER_KEYS.test(name)) return { by: 'browser' };
  if (ANSWER_KEYS.includes(name)) return { by: 'answer' };
  const map = keyMapOf(own);
  const holder = SHORTCUTS.find((one) => one.command !== command && map[one.command].includes(name));
  if (!holder || map[holder.command].length > 1) return null;
  return { by: holder.command };
}

export interface KeyPress {
  key: string;
  code: string;
  shiftKey: boolean;
  altKey: boolean;
  ctrlKey: boolean;
  metaKey: boolean;
  isComposing: boolean;
}

export type Meaning = { kind: 'command'; command: Command } | { kind: 'option'; at: number };

/** The key as the list above names it: layouts with digits on Shift and input methods are seen through. */
export function nameOf(press: KeyPress): string {
  if (press.shiftKey && press.key.startsWith('Arrow')) return `Shift+${press.key}`;
  return press.key === ' ' ? 'Space' : characterOf(press);
}

function characterOf(press: KeyPress): string {
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

export function meaningOf(press: KeyPress, singleKeys: boolean, map: KeyMap): Meaning | null {
  if (press.altKey || press.ctrlKey || press.metaKey) return null;
  const name = nameOf(press);
  if (isCharacter(name) && !singleKeys) return null;
  const known = SHORTCUTS.find(({ command }) => map[command].includes(name));
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
  if (name.startsWith('Shift+')) return `⇧${drawn(name.slice('Shift+'.length))}`;
  return DRAWN[name] ?? (name.length === 1 ? name.toUpperCase() : name);
}

/** The key shown beside a control: the first that works now, or none. */
export function keyOf(command: Command, singleKeys: boolean, map: KeyMap): string | undefined {
  const usable = map[command].find((name) => singleKeys || !isCharacter(name));
  return usable === undefined ? undefined : drawn(usable);
}

/** What goes on while the key is held down; everything else happens once. */
export const REPEATED: ReadonlySet<Command> = new Set<Command>(['frameBack', 'frameForward', 'panLeft', 'panRight', 'panUp', 'panDown']);
