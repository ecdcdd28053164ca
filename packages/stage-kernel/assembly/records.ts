/*
 * What src/records.ts writes into memory, four bytes a field, in this order. Pointers are byte offsets.
 */

/** The parameters of one scale, and the geometry of its images. */
@unmanaged
export class Scale {
  size: i32;
  count: i32;
  /** Side of the blocks that one coarse pixel stands for. */
  block: i32;
  /** Size of the whole coarse image. */
  height: i32;
  width: i32;
  /** Floats a row of a padded image, and of the gains at the responses. */
  stride: i32;
  gainStride: i32;
  /** The taps' places in a padded image, in bytes. */
  offsets: usize;
  filters: usize;
  adjointFilters: usize;
  /** Explained in influence.ts. */
  table: usize;
  pieces: i32;
  lookup: usize;
  /** How to do it by 16-bit products; null where that is not wanted. */
  fixed: Fixed | null;
}

/** A scale's parameters as whole numbers; explained in fixed-point.ts. */
@unmanaged
export class Fixed {
  /** 0 where an image does not fit. */
  active: i32;
  offsets: usize;
  filters: usize;
  starts: usize;
  factors: usize;
  adjointFilters: usize;
  table: usize;
  lookup: usize;
  pixelScale: f32;
  pixelShift: f32;
  /** What the diffusion term is to be multiplied with. */
  outputFactor: f32;
  /** What the inverses of the gains are multiplied with, so that none is above 2¹⁵. */
  inverseScale: f32;
}

/** One stage, or one gain map, of one image. */
@unmanaged
export class Stage {
  height: i32;
  width: i32;
  x: usize;
  /** 0 makes this a gain map: `out` is then `weight` times the exponential of what the one scale gives. */
  observation: usize;
  /** The gain of every pixel; 0 where all share the one that is in the scales' `lookup`. */
  gains: usize;
  out: usize;
  scales: usize;
  scaleCount: i32;
  /** Rows of `out` that are worked on at a time: a multiple of every scale's block. */
  stripRows: i32;
  reaction: f32;
  /** Factor on the diffusion term. */
  weight: f32;
}

/** Room for one strip of any of the scales. */
@unmanaged
export class Workspace {
  padded: usize;
  out: usize;
  gains: usize;
  inverses: usize;
  z: usize;
  packed: usize;
}
