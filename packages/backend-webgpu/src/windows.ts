import { gridOf } from "./pass.ts";
import type { Band, Pass } from "./pass.ts";
import type { BufferName } from "./shader/variant.ts";
import type { Tile } from "./shader/tile.ts";

/** The part of a buffer that a dispatch binds, in float32 elements. */
export interface Window {
  readonly start: number;
  readonly length: number;
}

/** A buffer stored row by row, and the rows of one sample that a band touches. */
export interface Rows {
  readonly width: number;
  readonly height: number;
  readonly from: number;
  readonly to: number;
}

/**
 * Windows of the buffers that grow with the image; those not named here are bound as a whole.
 *
 * `alignment` of the start of a window, in elements.
 */
export function bandWindows(
  pass: Pass,
  tile: Tile,
  band: Band,
  alignment: number,
): Partial<Record<BufferName, Window>> {
  const windows: Partial<Record<BufferName, Window>> = {};
  for (const [name, rows] of Object.entries(bandRows(pass, tile, band))) {
    windows[name as BufferName] = windowOf(rows, band, alignment);
  }
  return windows;
}

/** The window with these rows of the samples of a band. */
export function windowOf({ width, height, from, to }: Rows, band: Band, alignment: number): Window {
  const [first, last] = [Math.max(0, from), Math.min(height, to)];
  const exact = (band.sample * height + first) * width;
  const end = ((band.sample + band.samples - 1) * height + last) * width;
  const start = Math.floor(exact / alignment) * alignment;
  return { start, length: end - start };
}

function bandRows(pass: Pass, tile: Tile, band: Band): Partial<Record<BufferName, Rows>> {
  const { variant, height, width, block } = pass;
  const { rows, columns } = gridOf(pass);
  const [from, to] = [band.tileRow * tile.outputs, (band.tileRow + band.tileRows) * tile.outputs];
  const fine = (border: number): Rows => ({
    width,
    height,
    from: (from - border) * block,
    to: (to + border) * block,
  });
  const own: Rows = { width: columns, height: rows, from, to };
  const coarser: Rows = {
    width: Math.ceil(columns / 2),
    height: Math.ceil(rows / 2),
    from: Math.floor(from / 2),
    to: Math.ceil(to / 2),
  };
  return {
    x: fine(tile.size - 1),
    ...(variant.gains && { gain: fine(tile.size - 1) }),
    ...(variant.output === "stage" && { observation: own }),
    ...(variant.coarser && { coarser }),
    out: variant.output === "gainMap" ? fine(0) : own,
  };
}
