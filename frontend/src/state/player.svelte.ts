import { type ClipTimes, nextStep, previousStep, seekTarget, stepGrid } from '$domain/frames';
import { isWhole } from '$domain/seen';
import { correction, speedBeside } from '$domain/sync';
import { canGoOn, play, positionOf, readyAt, showAt } from '$state/elements';
import { Watched } from '$state/watched';
import { untrack } from 'svelte';

export interface PlayerClip extends ClipTimes {
  slot: string;
}

interface Loaded {
  clip: PlayerClip;
  element: HTMLVideoElement;
}

/** One transport for all clips of a pair, aligned by time; a shorter clip holds its last frame. */
export class Player {
  /** On the common timeline, in microseconds. */
  time = $state(0);
  isPlaying = $state(false);
  isWaiting = $state(false);
  speed = $state(1);
  isLooping = $state(true);
  isMuted = $state(true);
  /** The one clip that plays while the others rest. */
  alone = $state<string | null>(null);
  isSwapped = $state(false);
  broken = $state.raw<ReadonlySet<string>>(new Set());
  /** Share of each clip that was played so far, in hundredths. */
  covered = $state.raw<Readonly<Record<string, number>>>({});
  /** Clips whose first frame is there. */
  loaded = $state.raw<ReadonlySet<string>>(new Set());
  readonly clips: readonly PlayerClip[];
  /** Played once from end to end, or will not play: there is nothing more to wait for. */
  isWatched = $derived.by(() => this.clips.every(({ slot }) => this.broken.has(slot) || isWhole(this.covered[slot] ?? 0)));
  readonly watched = new Watched();
  duration = $derived.by(() => Math.max(0, ...this.#inUse().map((clip) => clip.duration)));
  /** Nothing more is waited for: each clip is there or will not come. */
  isSettled = $derived.by(() => this.clips.every(({ slot }) => this.loaded.has(slot) || this.broken.has(slot)));
  #elements = new Map<string, Loaded>();
  /** Counts starts and stops: what was begun under an older number gives up. */
  #turn = 0;
  #animation = 0;

  constructor(clips: readonly PlayerClip[]) {
    this.clips = clips;
  }

  /** For `{@attach}`: the element of one clip comes and goes. */
  attach = (slot: string) => (element: HTMLVideoElement): (() => void) => {
    const clip = this.clips.find((one) => one.slot === slot);
    if (!clip) return () => undefined;
    // An attachment runs again whenever something that it read changes.
    untrack(() => {
      element.muted = this.isMuted || !this.#isUsed(clip);
      this.#elements.set(slot, { clip, element });
      if (!this.isPlaying) this.#showStill();
    });
    return () => {
      this.#elements.delete(slot);
    };
  };

  /** Whether a clip has ended while the other goes on. */
  isHolding(slot: string): boolean {
    const clip = this.clips.find((one) => one.slot === slot);
    return clip !== undefined && this.duration > clip.duration && this.time >= clip.duration;
  }

  /** Goes on counting from what a draft remembers. */
  resumeWatching(seen: Parameters<Watched['resume']>[0]): void {
    this.watched.resume(seen);
    this.#countCovered();
  }

  /** Nobody sees it for a while: what goes on meanwhile is not watched. */
  hide(): void {
    this.watched.rest();
  }

  setLoaded(slot: string): void {
    this.loaded = new Set([...this.loaded, slot]);
    if (this.broken.has(slot)) this.setBroken(slot, false);
  }

  setBroken(slot: string, isBroken: boolean): void {
    const others = [...this.broken].filter((one) => one !== slot);
    this.broken = new Set(isBroken ? [...others, slot] : others);
    if (isBroken && this.isPlaying) void this.#start();
  }

  /** Tries a clip once more that did not play. */
  reload(slot: string): void {
    this.setBroken(slot, false);
    this.#elements.get(slot)?.element.load();
  }

  toggle(): void {
    if (this.isPlaying) this.pause();
    else this.play();
  }

  play(): void {
    if (!this.#active().length) return;
    if (this.time >= this.duration - 1_000) this.time = 0;
    this.isPlaying = true;
    void this.#start();
  }

  /** Stops on a whole frame. */
  pause(): void {
    this.#halt();
    this.isPlaying = false;
    this.#showStill();
  }

  seek(time: number): void {
    this.time = Math.max(0, Math.min(this.duration, time));
    if (this.isPlaying) void this.#start();
    else this.#showStill();
  }

  step(direction: 1 | -1): void {
    if (this.isPlaying) this.pause();
    const grid = stepGrid(this.#inUse());
    const to = direction > 0 ? nextStep(grid, this.time) : previousStep(grid, this.time);
    if (to !== null) this.seek(to);
  }

  setSpeed(speed: number): void {
    this.speed = speed;
    for (const { element } of this.#active()) element.playbackRate = speed;
  }

  changeSpeed(direction: 1 | -1): void {
    this.setSpeed(speedBeside(this.speed, direction));
  }

  setMuted(isMuted: boolean): void {
    this.isMuted = isMuted;
    for (const { clip, element } of this.#elements.values()) element.muted = isMuted || !this.#isUsed(clip);
  }

  /** Goes round: both, the first alone, the second alone, both. */
  nextAlone(): void {
    if (this.clips.length < 2) return;
    const order = [null, ...this.clips.map(({ slot }) => slot)];
    this.setAlone(order[(order.indexOf(this.alone) + 1) % order.length] ?? null);
  }

  setAlone(slot: string | null): void {
    this.alone = slot;
    this.setMuted(this.isMuted);
    this.seek(Math.min(this.time, this.duration));
  }

  destroy(): void {
    this.#halt();
    this.isPlaying = false;
  }

  #isUsed(clip: PlayerClip): boolean {
    return (this.alone === null || this.alone === clip.slot) && !this.broken.has(clip.slot);
  }

  #inUse(): PlayerClip[] {
    const used = this.clips.filter((clip) => this.#isUsed(clip));
    return used.length ? used : [...this.clips];
  }

  #active(): Loaded[] {
    return [...this.#elements.values()].filter(({ clip }) => this.#isUsed(clip));
  }

  #halt(): void {
    this.#turn += 1;
    this.isWaiting = false;
    cancelAnimationFrame(this.#animation);
    for (const { element } of this.#elements.values()) element.pause();
    this.watched.rest();
  }

  #showStill(): void {
    const turn = ++this.#turn;
    for (const { clip, element } of this.#elements.values()) {
      void showAt(element, seekTarget(clip, this.time), () => turn === this.#turn);
    }
  }

  /** Brings all clips to the same time, waits for the slowest, and lets them go together. */
  async #start(): Promise<void> {
    this.#halt();
    const turn = this.#turn;
    this.isWaiting = true;
    const isWanted = (): boolean => turn === this.#turn;
    await Promise.all([...this.#elements.values()].map((one) => this.#prepare(one, isWanted)));
    if (turn !== this.#turn) return;
    this.isWaiting = false;
    for (const { clip, element } of this.#active()) {
      element.playbackRate = this.speed;
      if (this.time >= clip.duration) continue;
      this.watched.begin(clip.slot);
      play(element).catch(() => {
        if (turn === this.#turn) this.pause(); // the browser does not let it: the button says so
      });
    }
    this.#animation = requestAnimationFrame(this.#follow);
  }

  #prepare({ clip, element }: Loaded, isWanted: () => boolean): Promise<void> {
    const plays = this.#isUsed(clip) && this.time < clip.duration;
    return plays ? readyAt(element, this.time, isWanted) : showAt(element, seekTarget(clip, this.time), isWanted);
  }

  #leader(): Loaded | undefined {
    const [first, ...others] = this.#active();
    return others.reduce((best, one) => (best && one.clip.duration > best.clip.duration ? one : best), first);
  }

  readonly #follow = (): void => {
    const leader = this.#leader();
    if (!leader) {
      this.pause();
      return;
    }
    this.time = Math.min(positionOf(leader.element), leader.clip.duration);
    this.#note();
    if (leader.element.ended) this.#end();
    else if (this.#isStalled() || !this.#correct(leader)) void this.#start();
    else this.#animation = requestAnimationFrame(this.#follow);
  };

  #note(): void {
    for (const { clip, element } of this.#active()) {
      if (element.ended) this.watched.reachedEnd(clip.slot, clip.duration, this.speed);
      else if (!element.paused) this.watched.at(clip.slot, Math.min(positionOf(element), clip.duration), this.speed);
    }
    this.#countCovered();
  }

  #countCovered(): void {
    const counted = this.clips.map(({ slot, duration }) => [slot, Math.floor(this.watched.covered(slot, duration) * 100) / 100] as const);
    if (counted.some(([slot, covered]) => this.covered[slot] !== covered)) this.covered = Object.fromEntries(counted);
  }

  #end(): void {
    this.time = this.duration;
    if (!this.isLooping) {
      this.pause();
      return;
    }
    this.time = 0;
    void this.#start();
  }

  /** One of them waits for its bytes, or the browser stopped it, as it does with what is out of sight. */
  #isStalled(): boolean {
    return this.#active().some(({ clip, element }) => this.time < clip.duration - 50_000 && !element.ended && (element.paused || !canGoOn(element)));
  }

  /** Whether small changes of speed are enough to bring all together. */
  #correct(leader: Loaded): boolean {
    for (const one of this.#active()) {
      if (one === leader || one.element.ended || this.time >= one.clip.duration) continue;
      const change = correction(this.time, positionOf(one.element), this.speed);
      if (change.kind === 'seek') return false;
      if (one.element.playbackRate !== change.rate) one.element.playbackRate = change.rate;
    }
    return true;
  }
}
