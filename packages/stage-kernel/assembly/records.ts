/*
 * The records that src/records.ts writes to memory: four bytes per field, in this order. Pointers are byte offsets.
 */

/** The parameters of one scale, and the geometry of its images. */
@unmanaged
export class Scale {
  size: i32;
  count: i32;
  /** Side of the blocks that one coarse pixel represents. */
  block: i32;
  /** Size of the whole coarse image. */
  height: i32;
  width: i32;
  /** Floats per row of a padded image, and of the gains at the responses. */
  stride: i32;
  gainStride: i32;
  /** Bytes from one plane of a padded image to the next. */
  plane: usize;
  /** Channels that the filters see, and planes that they produce: their number, and the address of their indices. */
  channelCount: i32;
  channels: usize;
  outputCount: i32;
  outputs: usize;
  /** Index of the scale's gain among those of the stage. */
  gain: i32;
  /** Number of taps of a filter over all its channels, and their offsets in a padded image, in bytes. */
  taps: i32;
  offsets: usize;
  filters: usize;
  /** The same for the synthesis filters. */
  adjointTaps: i32;
  adjointOffsets: usize;
  adjointFilters: usize;
  /** Explained in influence.ts. */
  table: usize;
  pieces: i32;
  lookup: usize;
}

/** One stage, or one gain map, of one image; images are plane after plane. */
@unmanaged
export class Stage {
  height: i32;
  width: i32;
  channels: i32;
  x: usize;
  /** If 0, this is a gain map: `out` is then the gains times the exponential of the result of the single scale. */
  observation: usize;
  /** The gains of every pixel; 0 if all pixels share those in the `lookup` of the scales. */
  gains: usize;
  out: usize;
  scales: usize;
  scaleCount: i32;
  /** Rows of `out` that are processed at a time: a multiple of the block of every scale. */
  stripRows: i32;
  /** λ of each channel. */
  reactions: usize;
  /** Factor of the diffusion term of each scale; in a gain map, of the exponential of each plane. */
  weights: usize;
}

/** Room for one strip of any of the scales. */
@unmanaged
export class Workspace {
  padded: usize;
  out: usize;
  gains: usize;
  inverses: usize;
  z: usize;
}
