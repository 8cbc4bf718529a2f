import { t } from '$i18n/index';
import type { Pair } from '$state/pair.svelte';
import { preferences } from '$state/preferences.svelte';

/** What hides a sensitive pair: this person lifts it once, or only while a key or a button is held down. */
export class Veil {
  readonly #pair: () => Pair;
  readonly #tellRevealed: (pair: Pair) => void;
  readonly #say: (text: string) => void;
  #isHeld = false;

  isDown = $derived.by(() => !this.#pair().isRevealed);
  /** Something hard to look at was seen at least once: nobody has to see it to the end. */
  isEnoughOffered = $derived.by(() => this.#pair().wasRevealed && !this.#pair().isLookedAt);
  isGrey = $derived.by(() => this.#pair().prompt.sensitive && preferences.now.isGrey);
  isSmall = $derived.by(() => this.#pair().prompt.sensitive && preferences.now.isSmall);

  constructor({ pair, tellRevealed, say }: { pair: () => Pair; tellRevealed: (pair: Pair) => void; say: (text: string) => void }) {
    this.#pair = pair;
    this.#tellRevealed = tellRevealed;
    this.#say = say;
  }

  /** The key or the button goes down. */
  press(): void {
    if (!preferences.now.isVeilHeld) this.toggle();
    else {
      this.#isHeld = true;
      this.#set(true);
    }
  }

  /** Whatever was held down is let go. */
  letGo(): void {
    if (this.#isHeld) this.#set(false);
    this.#isHeld = false;
  }

  toggle(): void {
    this.#set(this.isDown);
  }

  sawEnough(): void {
    if (!this.isEnoughOffered) return;
    const pair = this.#pair();
    pair.isEnough = true;
    pair.player.pause();
    this.#say(t('judge.enoughSaid'));
  }

  #set(isRevealed: boolean): void {
    const pair = this.#pair();
    if (!pair.prompt.sensitive || pair.isRevealed === isRevealed) return;
    pair.isRevealed = isRevealed;
    if (!isRevealed) pair.player.pause();
    else if (!pair.wasRevealed) this.#tellRevealed(pair);
    pair.wasRevealed ||= isRevealed;
    this.#say(t(isRevealed ? 'veil.lifted' : 'veil.down'));
  }
}
