import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { BufferName, ShaderVariant } from "./shader/variant.ts";

/** One bank of filters and influence functions over one grid of a batch of images. */
export interface Pass {
  readonly variant: ShaderVariant;
  readonly tensors: Readonly<Partial<Record<BufferName, TensorInfo>>>;
  readonly batch: number;
  /** Of the images. */
  readonly height: number;
  readonly width: number;
  /** The grid: one point for each block of `block` × `block` pixels. */
  readonly block: number;
  readonly count: number;
  readonly nodes: number;
  readonly radius: number;
}

/** The part of a pass for one dispatch: some samples, or some rows of tiles of one sample. */
export interface Band {
  readonly sample: number;
  readonly samples: number;
  readonly tileRow: number;
  readonly tileRows: number;
}

export interface Grid {
  readonly rows: number;
  readonly columns: number;
}

/** A grid with one point for each block of pixels. */
export function gridOf({ height, width, block }: Pick<Pass, "height" | "width" | "block">): Grid {
  return { rows: Math.ceil(height / block), columns: Math.ceil(width / block) };
}
