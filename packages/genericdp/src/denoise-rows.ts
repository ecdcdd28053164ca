import type { AsyncDenoiser, TensorWork } from "@genericdp/core";
import type { PixelImage, Plane } from "@genericdp/image";
import { stageReach } from "@genericdp/model";
import { denoisePlane } from "./denoise-plane.ts";
import type { DenoisePlaneOptions } from "./denoise-plane.ts";
import { isDiffusion } from "./denoiser-source.ts";
import type { RestoreSettings, Rows } from "./options.ts";

/**
 * Runs a diffusion process for some rows of a plane, on the part of the plane that they depend on, which is
 * given by the reach of the stages.
 *
 * @throws TypeError for any other denoiser, because its reach is not known.
 */
export function* denoiseRows(
  denoiser: AsyncDenoiser,
  plane: Float32Array,
  { rows: { from, to }, ...options }: DenoisePlaneOptions & { readonly rows: Rows },
): TensorWork<Float32Array<ArrayBuffer>> {
  if (!isDiffusion(denoiser)) {
    throw new TypeError(`denoise: expected a model to compute some rows with, got ${denoiser.name}`);
  }
  const { height } = options;
  const row = plane.length / height;
  const { grid, margin } = stageReach(denoiser.model.architecture);
  const reach = denoiser.stageCount * margin;
  const first = Math.max(0, Math.floor((from - reach) / grid) * grid);
  const end = Math.min(height, Math.ceil((to + reach) / grid) * grid);
  const seen = plane.slice(first * row, end * row);
  const clean = yield* denoisePlane(denoiser, seen, { ...options, height: end - first });
  return clean.slice((from - first) * row, (to - first) * row);
}

/**
 * @throws RangeError if the image does not have these rows; TypeError with options that need other rows too.
 */
export function checkRows(
  task: string,
  { rows, selfEnsemble }: RestoreSettings,
  { height }: PixelImage,
): Rows {
  const { from, to } = rows!;
  if (!(Number.isInteger(from) && Number.isInteger(to) && from >= 0 && from < to && to <= height)) {
    throw new RangeError(`${task}: expected rows from 0 to ${height}, got ${from} to ${to}`);
  }
  // Rotated images have other rows.
  if (selfEnsemble === true) throw new TypeError(`${task}: expected no selfEnsemble with rows`);
  return { from, to };
}

/** Some rows of interleaved numbers, given the length of a row. */
export function rowsOf<Levels extends Float32Array | Uint8ClampedArray>(
  levels: Levels,
  row: number,
  { from, to }: Rows,
): Levels {
  return levels.slice(from * row, to * row) as Levels;
}

/** A plane, or its rows. */
export function planeRows(plane: Plane<ArrayBuffer>, rows: Rows | undefined): Plane<ArrayBuffer> {
  if (rows === undefined) return plane;
  const { data, width, height } = plane;
  return { data: rowsOf(data, data.length / height, rows), width, height: rows.to - rows.from };
}

/** An image, or its rows. */
export function ofRows(image: PixelImage, rows: Rows | undefined): PixelImage {
  if (rows === undefined) return image;
  const { data, alpha, width, channels } = image;
  return {
    ...image,
    height: rows.to - rows.from,
    data: rowsOf(data, width * channels, rows),
    ...(alpha && { alpha: rowsOf(alpha, width, rows) }),
  };
}
