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
  /** Bytes from one plane of a padded image to the next. */
  plane: usize;
  /** Channels that the filters see, and planes that they give: their number, and where their indices are. */
  channelCount: i32;
  channels: usize;
  outputCount: i32;
  outputs: usize;
  /** Which of the stage's gains is the scale's. */
  gain: i32;
  /** Taps of a filter on all its channels, and their places in a padded image, in bytes. */
  taps: i32;
  offsets: usize;
  filters: usize;
  /** The same of the filters that put the responses together. */
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
  /** 0 makes this a gain map: `out` is then the gains times the exponential of what the one scale gives. */
  observation: usize;
  /** The gains of every pixel; 0 where all share those that are in the scales' `lookup`. */
  gains: usize;
  out: usize;
  scales: usize;
  scaleCount: i32;
  /** Rows of `out` that are worked on at a time: a multiple of every scale's block. */
  stripRows: i32;
  /** λ of each channel. */
  reactions: usize;
  /** Factor on the diffusion term of each scale; of a gain map, on the exponential of each plane. */
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
