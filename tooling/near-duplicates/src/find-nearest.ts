import type { PixelImage } from "@genericdp/image";
import { compare, thumbnails } from "./thumbnail.ts";
import type { Likeness, Thumbnail } from "./thumbnail.ts";

/** Images that look alike are at most so many bits of 64 apart, and their thumbnails correlate so much. */
const [BITS, CORRELATION] = [10, 0.9];

/** The photo of a set that an image looks most like, however it is flipped and turned. */
export interface Nearest extends Likeness {
  readonly name: string;
  readonly isDuplicate: boolean;
}

/** Finds for an image the photo of a set with the fewest bits between them, and of those the most alike. */
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
