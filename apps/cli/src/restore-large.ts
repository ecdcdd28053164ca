import type { LargeImage, Part } from "@genericdp/image/node";
import type { PixelImage } from "@genericdp/image";
import { stageReach } from "@genericdp/model";
import type { Model } from "@genericdp/model";

/** Images with more pixels are restored in parts, to limit the memory. */
export const LARGE = 2e7;
/** Side of a part. */
const SIDE = 1536;
/** Number of parts along each side of the image for estimating the noise, and their side. */
const [SAMPLES, SAMPLE_SIDE] = [3, 512];
/** Side of JPEG blocks for half-size chroma. */
const BLOCK = 16;

export interface LargeOptions {
  readonly model: Model;
  /** Restores a part. */
  readonly restore: (part: PixelImage, onProgress: (fraction: number) => void) => Promise<PixelImage>;
  readonly onProgress: (fraction: number) => void;
  /** Side of a part, for tests. */
  readonly side?: number;
}

/**
 * Restores a large image in place, part by part. Each part is restored with everything that the model sees
 * around it, so the result is the same as for the whole image.
 */
export async function restoreLarge(
  image: LargeImage,
  { model, restore, onProgress, side = SIDE }: LargeOptions,
): Promise<void> {
  const { width, height } = image.facts;
  const { grid, margin } = wholeReach(model);
  const step = Math.max(grid, Math.round(side / grid) * grid);
  const [columns, rows] = [Math.ceil(width / step), Math.ceil(height / step)];
  // Original levels of restored areas that later parts need: the last rows above, and the last columns on the
  // left.
  let above: Kept[] = [];
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = [row * step, Math.min(height, (row + 1) * step)];
    const below: Kept[] = [];
    let left: Kept | undefined;
    for (let column = 0; column < columns; column++) {
      const core = {
        left: column * step,
        top,
        width: Math.min(step, width - column * step),
        height: bottom - top,
      };
      const place = widened(core, margin, { width, height });
      const part = image.read(place);
      for (const kept of left === undefined ? above : [...above, left]) putBack(part, place, kept);
      const done = row * columns + column;
      below.push(
        keep(part, place, {
          ...core,
          top: Math.max(top, bottom - margin),
          height: Math.min(margin, bottom - top),
        }),
      );
      const from = Math.max(core.left, core.left + core.width - margin);
      left = keep(part, place, { ...place, left: from, width: core.left + core.width - from });
      const restored = await restore(part, (fraction) => onProgress((done + fraction) / (rows * columns)));
      image.write(core, crop(restored, inside(core, place)).data);
    }
    above = below;
  }
}

/** Original levels of a part of the image. */
interface Kept {
  readonly part: Part;
  readonly image: PixelImage;
}

/** A part extended by up to `margin` pixels on every side, within the image. */
function widened(core: Part, margin: number, whole: Pick<Part, "width" | "height">): Part {
  const [left, top] = [Math.max(0, core.left - margin), Math.max(0, core.top - margin)];
  return {
    left,
    top,
    width: Math.min(whole.width, core.left + core.width + margin) - left,
    height: Math.min(whole.height, core.top + core.height + margin) - top,
  };
}

/** The position of a part of the image within another part. */
function inside(part: Part, place: Part): Part {
  return { ...part, left: part.left - place.left, top: part.top - place.top };
}

function keep(image: PixelImage, place: Part, part: Part): Kept {
  return { part, image: crop(image, inside(part, place)) };
}

/** Writes saved levels into the image of a part, where they overlap. */
function putBack(image: PixelImage, place: Part, { part, image: kept }: Kept): void {
  const { channels } = image;
  const [left, right] = [
    Math.max(place.left, part.left),
    Math.min(place.left + place.width, part.left + part.width),
  ];
  const [top, bottom] = [
    Math.max(place.top, part.top),
    Math.min(place.top + place.height, part.top + part.height),
  ];
  if (right <= left) return;
  for (let y = top; y < bottom; y++) {
    const from = ((y - part.top) * part.width + left - part.left) * channels;
    const to = ((y - place.top) * place.width + left - place.left) * channels;
    image.data.set(kept.data.subarray(from, from + (right - left) * channels), to);
  }
}

/** Parts of a large image, stacked vertically, for estimating its noise. */
export function sampleLarge(image: LargeImage): PixelImage {
  const { width, height, channels, jpeg } = image.facts;
  // Sides and positions are multiples of the block size, so that JPEG blocks keep their positions.
  const whole = (length: number): number => Math.max(1, Math.floor(length / BLOCK)) * BLOCK;
  const [across, down] = [Math.min(SAMPLE_SIDE, whole(width)), Math.min(SAMPLE_SIDE, whole(height))];
  const place = (length: number, part: number, i: number): number =>
    Math.floor(((length - part) * (i + 0.5)) / SAMPLES / BLOCK) * BLOCK;
  const parts = Array.from({ length: SAMPLES ** 2 }, (_, i) =>
    image.read({
      left: place(width, across, i % SAMPLES),
      top: place(height, down, Math.floor(i / SAMPLES)),
      width: across,
      height: down,
    }),
  );
  const join = (levels: readonly Float32Array[]): Float32Array<ArrayBuffer> => {
    const all = new Float32Array(levels.reduce((sum, { length }) => sum + length, 0));
    levels.forEach((part, i) => all.set(part, i * part.length));
    return all;
  };
  const opacities = parts.flatMap(({ alpha }) => (alpha === undefined ? [] : [alpha]));
  return {
    ...parts[0]!,
    data: join(parts.map(({ data }) => data)),
    width: across,
    height: parts.length * down,
    channels,
    ...(opacities.length === parts.length && { alpha: join(opacities) }),
    ...(jpeg && { jpeg }),
  };
}

/** The neighbourhood of a pixel that all stages together see. */
function wholeReach({ architecture }: Model): { readonly grid: number; readonly margin: number } {
  const { grid, margin } = stageReach(architecture);
  return { grid, margin: margin * architecture.stages };
}

function crop(image: PixelImage, { left, top, width, height }: Part): PixelImage {
  const { channels, alpha } = image;
  const cut = (levels: Float32Array, bands: number): Float32Array<ArrayBuffer> => {
    const part = new Float32Array(width * height * bands);
    for (let y = 0; y < height; y++) {
      const from = ((top + y) * image.width + left) * bands;
      part.set(levels.subarray(from, from + width * bands), y * width * bands);
    }
    return part;
  };
  return { ...image, data: cut(image.data, channels), width, height, ...(alpha && { alpha: cut(alpha, 1) }) };
}
