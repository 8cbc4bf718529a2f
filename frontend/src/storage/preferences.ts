import { type OwnKeys, ownKeysOf } from '$domain/keys';

/** How somebody likes to work, by person and only on this computer. */
export interface Preferences {
  singleKeys: boolean;
  speed: number;
  isLooping: boolean;
  isGuidanceOpen: boolean;
  /** Sensitive pairs: seen only while a key is held, without colour, small. */
  isVeilHeld: boolean;
  isGrey: boolean;
  isSmall: boolean;
  keys: OwnKeys;
}

export const DEFAULTS: Preferences = {
  singleKeys: true,
  speed: 1,
  isLooping: true,
  isGuidanceOpen: false,
  isVeilHeld: false,
  isGrey: false,
  isSmall: false,
  keys: {},
};

function keyFor(user: string): string {
  return `tandem.preferences.${user}`;
}

/** What was kept, as far as it makes sense; the defaults for the rest. */
export function loadPreferences(user: string): Preferences {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(keyFor(user)) ?? '{}');
    return { ...DEFAULTS, ...sensible(kept) };
  } catch {
    return DEFAULTS;
  }
}

function sensible(kept: unknown): Partial<Preferences> {
  if (typeof kept !== 'object' || kept === null) return {};
  const known = Object.entries(kept).filter(([key, value]) => typeof value === typeof DEFAULTS[key as keyof Preferences]);
  const sound: Partial<Preferences> = Object.fromEntries(known);
  return sound.keys ? { ...sound, keys: ownKeysOf(sound.keys) } : sound;
}

/** Does nothing where the browser keeps nothing. */
export function savePreferences(user: string, preferences: Preferences): void {
  try {
    localStorage.setItem(keyFor(user), JSON.stringify(preferences));
  } catch {
    return;
  }
}
