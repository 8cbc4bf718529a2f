import { DEFAULTS, loadPreferences, type Preferences, savePreferences } from '$storage/preferences';

/** How this person likes to work: kept on this computer at every change. */
class Preferring {
  #user = '';
  #now = $state.raw<Preferences>(DEFAULTS);

  open(user: string): void {
    if (this.#user === user) return;
    this.#user = user;
    this.#now = loadPreferences(user);
  }

  get now(): Preferences {
    return this.#now;
  }

  set<Key extends keyof Preferences>(key: Key, value: Preferences[Key]): void {
    this.#now = { ...this.#now, [key]: value };
    savePreferences(this.#user, this.#now);
  }
}

export const preferences = new Preferring();
