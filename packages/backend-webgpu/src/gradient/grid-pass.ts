import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { Band } from "../pass.ts";
import type { GridBinding, GridParams } from "../shader/grid-params.ts";
import type { Rows, Window } from "../windows.ts";
import { windowOf } from "../windows.ts";

/** A buffer of a pass; bound as a whole unless it specifies which rows a band touches. */
export interface GridBuffer {
  readonly tensor: TensorInfo;
  readonly rows?: (band: Band) => Rows;
}

/** The grid that is divided into bands. */
export interface GridShape {
  readonly batch: number;
  readonly width: number;
  /** Rows and columns of tiles. */
  readonly tileRows: number;
  readonly tileColumns: number;
  readonly buffers: Readonly<Record<string, GridBuffer>>;
  /** Multiply-adds of a tile. */
  readonly work: number;
}

/** One shader over the tiles of a batch of images. */
export interface GridPass extends GridShape {
  /** Key of the shader: passes with the same key have the same shader. */
  readonly key: string;
  readonly bindings: readonly GridBinding[];
  readonly code: () => string;
  readonly params: GridParams;
  /** Number of workgroups that share tiles, and groups of filters. Default: one workgroup per tile. */
  readonly strips?: { readonly count: number; readonly groups: number };
  /** Filled with zeros first. */
  readonly cleared?: TensorInfo;
}

export function tilesOf({ tileColumns }: GridShape, { samples, tileRows }: Band): number {
  return samples * tileRows * tileColumns;
}

/** The part that a band binds of each buffer that it does not bind as a whole. */
export function gridWindows({ buffers }: GridShape, band: Band, alignment: number): Map<string, Window> {
  const windows = new Map<string, Window>();
  for (const [name, { rows }] of Object.entries(buffers)) {
    if (rows) windows.set(name, windowOf(rows(band), band, alignment));
  }
  return windows;
}

/**
 * The rows of a buffer of `height` × `width` per sample that belong to a band of tiles, and `border` more
 * rows on both sides.
 */
export function rowsOf(
  { height, width }: { readonly height: number; readonly width: number },
  tileHeight: number,
  border = 0,
): (band: Band) => Rows {
  return ({ tileRow, tileRows }) => ({
    height,
    width,
    from: tileRow * tileHeight - border,
    to: (tileRow + tileRows) * tileHeight + border,
  });
}
