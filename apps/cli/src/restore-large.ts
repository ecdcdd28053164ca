import type { LargeImage, Part } from "@genericdp/image/node";
import type { PixelImage } from "@genericdp/image";
import { stageReach } from "@genericdp/model";
import type { Model } from "@genericdp/model";
import { estimateNoiseLevel } from "genericdp";

/** Images of more pixels are restored part by part, so that memory does not grow with them. */
export const LARGE = 2e7;
/** Side of a part. */
const SIDE = 2048;
/** Parts that the noise is estimated on, along each side of the image, and their side. */
const [SAMPLES, SAMPLE_SIDE] = [3, 768];

export interface LargeOptions {
  readonly model: Model;
  /** Restores a part on its own. */
  readonly restore: (part: PixelImage, onProgress: (fraction: number) => void) => Promise<PixelImage>;
  readonly onProgress: (fraction: number) => void;
  /** Side of a part, for tests. */
  readonly side?: number;
}

/**
 * Restores a large image in place, part by part. Each is restored together with all that the model sees
 * around it, so the result is that of the whole at once.
 */
export async function restoreLarge(
  image: LargeImage,
  { model, restore, onProgress, side = SIDE }: LargeOptions,
): Promise<void> {
  const { width, height } = image.facts;
  const { grid, margin } = wholeReach(model);
  const step = Math.max(grid, Math.round(side / grid) * grid);
  const [columns, rows] = [Math.ceil(width / step), Math.ceil(height / step)];
  // Rows that were restored already, as they were: the next row of parts sees them.
  let above: PixelImage | undefined;
  for (let row = 0; row < rows; row++) {
    const [top, bottom] = [row * step, Math.min(height, (row + 1) * step)];
    const [first, end] = [Math.max(0, top - margin), Math.min(height, bottom + margin)];
    const band = bandOf(image, { first, top, end }, above);
    above = copyRows(band, Math.max(first, bottom - margin) - first, bottom - first);
    for (let column = 0; column < columns; column++) {
      const [left, right] = [column * step, Math.min(width, (column + 1) * step)];
      const [from, to] = [Math.max(0, left - margin), Math.min(width, right + margin)];
      const part = crop(band, { left: from, top: 0, width: to - from, height: end - first });
      const done = row * columns + column;
      const restored = await restore(part, (fraction) => onProgress((done + fraction) / (rows * columns)));
      const core = { left: left - from, top: top - first, width: right - left, height: bottom - top };
      image.write({ left, top, width: core.width, height: core.height }, crop(restored, core).data);
    }
  }
}

/** The noise level of a large image: the median of the estimates of parts spread over it. */
export function estimateLarge(image: LargeImage): number {
  const { width, height } = image.facts;
  const size = { width: Math.min(SAMPLE_SIDE, width), height: Math.min(SAMPLE_SIDE, height) };
  const place = (whole: number, part: number, i: number): number =>
    Math.round(((whole - part) * (i + 0.5)) / SAMPLES);
  const estimates = Array.from({ length: SAMPLES ** 2 }, (_, i) => {
    const left = place(width, size.width, i % SAMPLES);
    const top = place(height, size.height, Math.floor(i / SAMPLES));
    return estimateNoiseLevel(image.read({ left, top, ...size }));
  });
  return estimates.toSorted((a, b) => a - b)[(SAMPLES ** 2) >> 1]!;
}

/** What all stages together see around a pixel. */
function wholeReach({ architecture }: Model): { readonly grid: number; readonly margin: number } {
  const { grid, margin } = stageReach(architecture);
  return { grid, margin: margin * architecture.stages };
}

/** Rows of an image from `first` to `end`; those above `top` as they were before they were restored. */
function bandOf(
  image: LargeImage,
  { first, top, end }: { readonly first: number; readonly top: number; readonly end: number },
  above: PixelImage | undefined,
): PixelImage {
  const { width } = image.facts;
  const band = image.read({ left: 0, top: first, width, height: end - first });
  if (above !== undefined)
    band.data.set(above.data.subarray((above.height - (top - first)) * width * above.channels));
  return band;
}

function copyRows(band: PixelImage, from: number, to: number): PixelImage {
  return crop(band, { left: 0, top: from, width: band.width, height: to - from });
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
