import { type Command, keyMapOf, type KeyRefusal, refusalOf } from '$domain/keys';
import { DEFAULTS, loadPreferences, type Preferences, savePreferences } from '$storage/preferences';

/** How this person likes to work: kept on this computer at every change. */
class Preferring {
  #user = '';
  #now = $state.raw<Preferences>(DEFAULTS);
  keyMap = $derived.by(() => keyMapOf(this.#now.keys));

  open(user: string): void {
    if (this.#user === user) return;
    this.#user = user;
    this.#now = loadPreferences(user);
  }

  get now(): Preferences {
    return this.#now;
  }

  get hasOwnKeys(): boolean {
    return Object.keys(this.#now.keys).length > 0;
  }

  /** Gives a command another key, or says who has it. */
  changeKey = (command: Command, name: string): KeyRefusal | null => {
    const refusal = refusalOf(this.#now.keys, command, name);
    if (!refusal) this.set('keys', { ...this.#now.keys, [command]: name });
    return refusal;
  };

  set<Key extends keyof Preferences>(key: Key, value: Preferences[Key]): void {
    this.#now = { ...this.#now, [key]: value };
    savePreferences(this.#user, this.#now);
  }
}

export const preferences = new Preferring();
