import { declareParams, packStruct } from "./params-struct.ts";

/** Parameters of a dispatch in addition to the buffers: unsigned integers, then floats. */
const INTEGERS = [
  "height",
  "width",
  // Sizes of the image averaged over blocks.
  "rows",
  "columns",
  "block",
  "count",
  "nodes",
  // The first sample and the first row of tiles of this dispatch.
  "sample",
  "tileRow",
  // Index of the first element that is bound of each buffer.
  "xStart",
  "observationStart",
  "gainStart",
  "coarserStart",
  "outStart",
] as const;
const FLOATS = [
  // A response v is at node v · perResponse + middle of its table.
  "perResponse",
  "middle",
] as const;

export type DispatchParams = Readonly<Record<(typeof INTEGERS)[number] | (typeof FLOATS)[number], number>>;

/** The struct as a shader declares it. */
export const PARAMS_WGSL: string = declareParams(INTEGERS, FLOATS);

/** The parameters in bytes. */
export function packParams(params: DispatchParams): ArrayBuffer {
  return packStruct(
    INTEGERS.map((name) => params[name]),
    FLOATS.map((name) => params[name]),
  );
}
