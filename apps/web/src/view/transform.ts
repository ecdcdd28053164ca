import type { Point } from "./stroke.ts";

export interface Box {
  readonly width: number;
  readonly height: number;
}

/** Position of the photo on the screen: pixel (0, 0) is at (x, y), each pixel `scale` CSS pixels wide. */
export interface Transform extends Point {
  readonly scale: number;
}

const MOST = 32;
/** Margins around a photo that is fitted into the view, and below it for the tools, in CSS pixels. */
const MARGIN = 20;
const TOOLS = 68;

/** Fits the whole photo into the view, enlarged at most twice. */
export function fitted(view: Box, photo: Box): Transform {
  const room = {
    width: Math.max(1, view.width - 2 * MARGIN),
    height: Math.max(1, view.height - MARGIN - TOOLS),
  };
  const scale = Math.min(2, room.width / photo.width, room.height / photo.height);
  return {
    scale,
    x: (view.width - photo.width * scale) / 2,
    y: MARGIN + (room.height - photo.height * scale) / 2,
  };
}

/** Changes the scale, within limits, and keeps the point of the photo under `anchor`. */
export function zoomed(at: Transform, factor: number, anchor: Point, view: Box, photo: Box): Transform {
  const least = Math.min(fitted(view, photo).scale, 1);
  const scale = Math.min(MOST, Math.max(least, at.scale * factor));
  const share = scale / at.scale;
  return held(
    { scale, x: anchor.x - (anchor.x - at.x) * share, y: anchor.y - (anchor.y - at.y) * share },
    view,
    photo,
  );
}

/** Keeps the photo in view: centred if it is smaller than the view, otherwise without gaps at the edges. */
export function held({ scale, x, y }: Transform, view: Box, photo: Box): Transform {
  const along = (place: number, room: number, size: number, rest: number): number =>
    size <= room ? rest : Math.min(0, Math.max(room - size, place));
  const fit = fitted(view, photo);
  const [width, height] = [photo.width * scale, photo.height * scale];
  // A photo that fits stays clear of the tools; an enlarged one may extend below them.
  const middle = scale <= fit.scale ? fit.y + (photo.height * fit.scale) / 2 : view.height / 2;
  const top = middle - height / 2;
  return {
    scale,
    x: along(x, view.width, width, (view.width - width) / 2),
    y: along(y, view.height, height, top),
  };
}

/** The visible point of the photo that is nearest to a place on the screen. */
export function nearestSeen(at: Transform, place: Point, view: Box, photo: Box): Point {
  const along = (where: number, start: number, size: number, room: number): number =>
    Math.min(Math.min(room, start + size), Math.max(Math.max(0, start), where));
  return {
    x: along(place.x, at.x, photo.width * at.scale, view.width),
    y: along(place.y, at.y, photo.height * at.scale, view.height),
  };
}

/** Converts a place on the screen to a point of the photo. */
export function toPhoto({ scale, x, y }: Transform, place: Point): Point {
  return { x: (place.x - x) / scale, y: (place.y - y) / scale };
}
