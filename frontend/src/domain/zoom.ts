/** The part of a picture that is looked at closely, the same one in every video. */

export interface Region {
  /** How many times larger than the whole picture in its box. */
  zoom: number;
  /** Where the part lies: 0 is at the left or upper edge, 1 at the right or lower one. */
  x: number;
  y: number;
}

export const WHOLE: Region = { zoom: 1, x: 0.5, y: 0.5 };

const ZOOMS = [1, 2, 4] as const;
const MOST = 8;

const within = (share: number): number => Math.max(0, Math.min(1, share));

/** Closer and closer to the same part, then the whole again. */
export function closer(region: Region): Region {
  const zoom = ZOOMS.find((one) => one > region.zoom) ?? 1;
  return zoom === 1 ? WHOLE : { ...region, zoom };
}

/** Larger or smaller around one point of the box, which stays where it is; a point is a share of the box. */
export function zoomedAt(region: Region, factor: number, point: { x: number; y: number }): Region {
  const zoom = Math.max(1, Math.min(MOST, region.zoom * factor));
  if (zoom === 1) return WHOLE;
  const along = (edge: number, at: number): number => {
    const inPicture = edge + (at - edge) / region.zoom;
    return within((inPicture * zoom - at) / (zoom - 1));
  };
  return { zoom, x: along(region.x, point.x), y: along(region.y, point.y) };
}

/** The part moves by shares of the box, as if the picture were dragged the other way. */
export function moved(region: Region, x: number, y: number): Region {
  if (region.zoom === 1) return region;
  const share = region.zoom - 1;
  return { ...region, x: within(region.x + x / share), y: within(region.y + y / share) };
}
