import { closer, moved, type Region, WHOLE, zoomedAt } from '$domain/zoom';

/** How far one press of a key moves the part that is looked at, as a share of the box. */
const PAN = 0.2;

/** How the videos of a pair are looked at: the same part of both, side by side or one over the other. */
export class View {
  region = $state.raw<Region>(WHOLE);
  /** Only what differs is bright. */
  isOverlaid = $state(false);

  closer(): void {
    this.region = closer(this.region);
  }

  zoomAt(factor: number, x: number, y: number): void {
    this.region = zoomedAt(this.region, factor, { x, y });
  }

  pan(x: -1 | 0 | 1, y: -1 | 0 | 1): void {
    this.region = moved(this.region, x * PAN, y * PAN);
  }

  /** The pictures follow the pointer, by shares of the box. */
  drag(x: number, y: number): void {
    this.region = moved(this.region, -x, -y);
  }
}
