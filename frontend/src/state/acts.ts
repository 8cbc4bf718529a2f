import type { Command } from '$domain/keys';
import type { Desk } from '$state/desk.svelte';
import { toggleFullScreen } from '$state/full-screen';
import type { Pair } from '$state/pair.svelte';
import { preferences } from '$state/preferences.svelte';

/** What each command does to the pair on screen. */
export function actsOf(desk: Desk, pair: Pair, root: HTMLElement): Record<Command, () => void> {
  const { player, task, view } = pair;
  const watch = (act: () => void) => (): void => { desk.watch(act); };
  return {
    play: watch(() => { player.toggle(); }),
    frameBack: watch(() => { player.step(-1); }),
    frameForward: watch(() => { player.step(1); }),
    toStart: watch(() => { player.seek(0); }),
    slower: () => { player.changeSpeed(-1); desk.setSpeed(player.speed); },
    faster: () => { player.changeSpeed(1); desk.setSpeed(player.speed); },
    loop: () => { player.isLooping = !player.isLooping; preferences.set('isLooping', player.isLooping); },
    mute: () => { player.setMuted(!player.isMuted); },
    alone: () => { player.nextAlone(); },
    swap: () => { player.isSwapped = !player.isSwapped; },
    overlay: watch(() => { view.isOverlaid = !view.isOverlaid; }),
    zoom: watch(() => { view.closer(); }),
    panLeft: () => { view.pan(-1, 0); },
    panRight: () => { view.pan(1, 0); },
    panUp: () => { view.pan(0, -1); },
    panDown: () => { view.pan(0, 1); },
    enough: () => { desk.veil.sawEnough(); },
    note: () => { desk.openNote(); },
    fullScreen: () => { void toggleFullScreen(root); },
    veil: () => { desk.veil.press(); },
    questionDown: () => { desk.moveActive(1); },
    questionUp: () => { desk.moveActive(-1); },
    continue: () => { desk.forward(); },
    back: () => { desk.back(); },
    undo: () => { task.undo(); },
    skip: () => { desk.openSkip('upsetting'); },
    prompt: () => { pair.isPromptOpen = !pair.isPromptOpen; },
    guidance: () => { desk.show('guidance'); },
    guidelines: () => { desk.show('guidelines'); },
    help: () => { desk.show('help'); },
  };
}
