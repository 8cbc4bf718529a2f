/** The clips of a worked example, in the order in which they are shown: clip A first. */

export interface ChosenClip {
  id: number;
  poster: string | null;
}

/** Chosen when it was not; else left out. One too many takes the place of the last. */
export function withClip(chosen: readonly ChosenClip[], clip: ChosenClip, most: number): ChosenClip[] {
  const others = chosen.filter(({ id }) => id !== clip.id);
  return others.length < chosen.length ? others : [...others.slice(0, most - 1), clip];
}

export function letterOf(place: number): string {
  return String.fromCharCode(65 + place);
}
