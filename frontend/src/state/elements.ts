/** The few things we ask of a video element, as promises. Times in microseconds. */

const MICRO = 1_000_000;
/** The browser rounds what it is told; closer than this is there already. */
const THERE = 500;

export function positionOf(element: HTMLVideoElement): number {
  return element.currentTime * MICRO;
}

export function moveTo(element: HTMLVideoElement, time: number): void {
  if (Math.abs(positionOf(element) - time) > THERE) element.currentTime = time / MICRO;
}

export function canGoOn(element: HTMLVideoElement): boolean {
  return !element.seeking && element.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA;
}

function showsFrame(element: HTMLVideoElement): boolean {
  return !element.seeking && element.readyState >= HTMLMediaElement.HAVE_CURRENT_DATA;
}

const NEWS = ['seeked', 'canplay', 'canplaythrough', 'loadeddata', 'progress', 'error', 'emptied'] as const;

function until(element: HTMLVideoElement, holds: () => boolean): Promise<void> {
  if (holds()) return Promise.resolve();
  return new Promise((resolve) => {
    const look = (): void => {
      if (!holds()) return;
      for (const name of NEWS) element.removeEventListener(name, look);
      resolve();
    };
    for (const name of NEWS) element.addEventListener(name, look);
  });
}

/** When the element stands at `time` and can play on; a broken one does not keep the others waiting, and what is no longer wanted moves nothing. */
export async function readyAt(element: HTMLVideoElement, time: number, isWanted: () => boolean): Promise<void> {
  await until(element, () => element.readyState >= HTMLMediaElement.HAVE_METADATA || element.error !== null);
  if (element.error || !isWanted()) return;
  moveTo(element, time);
  await until(element, () => canGoOn(element) || element.error !== null);
}

/** Stands still on the frame at `time`. */
export async function showAt(element: HTMLVideoElement, time: number, isWanted: () => boolean): Promise<void> {
  element.pause();
  await until(element, () => element.readyState >= HTMLMediaElement.HAVE_METADATA || element.error !== null);
  if (element.error || !isWanted()) return;
  moveTo(element, time);
  await until(element, () => showsFrame(element) || element.error !== null);
}

/** Fails when the browser refuses; being cut short by the next act is no failure. */
export async function play(element: HTMLVideoElement): Promise<void> {
  try {
    await element.play();
  } catch (error) {
    if (error instanceof DOMException && error.name === 'NotAllowedError') throw error;
  }
}
