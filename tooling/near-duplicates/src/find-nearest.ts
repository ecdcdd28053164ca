import type { PixelImage } from "@genericdp/image";
import { compare, thumbnails } from "./thumbnail.ts";
import type { Likeness, Thumbnail } from "./thumbnail.ts";

/**
 * Near-duplicates differ in at most this many of 64 bits, and their thumbnails correlate at least this much.
 */
const [BITS, CORRELATION] = [10, 0.9];

/** The photo of a set that is most similar to an image, in any orientation. */
export interface Nearest extends Likeness {
  readonly name: string;
  readonly isDuplicate: boolean;
}

/**
 * Finds the photo of a set whose hash differs least from an image's; of several, the one with the highest
 * correlation.
 */
export function findNearest(image: PixelImage, set: ReadonlyMap<string, Thumbnail>): Nearest {
  const turned = thumbnails(image);
  const pairs = [...set].flatMap(([name, other]) => turned.map((one) => ({ name, ...compare(one, other) })));
  if (pairs.length === 0) throw new RangeError("findNearest: expected a set of photos, got none");
  const isDuplicate = pairs.some(areAlike);
  const [nearest] = (isDuplicate ? pairs.filter(areAlike) : pairs).toSorted(
    (a, b) => a.distance - b.distance || b.correlation - a.correlation,
  );
  return { ...nearest!, isDuplicate };
}

function areAlike({ distance, correlation }: Likeness): boolean {
  return distance <= BITS && correlation >= CORRELATION;
}
