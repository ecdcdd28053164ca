/** One scale of a stage in plain arrays; see core's StageScale. */
export interface ScaleArrays {
  readonly block: number;
  readonly channels: readonly number[];
  /** `[count, size, size, channels.length]`. */
  readonly filters: Float32Array;
  /** Synthesis filters, if they are not `filters` themselves. */
  readonly synthesis?: Float32Array;
  readonly count: number;
  readonly size: number;
  /** `[count, nodes]`. */
  readonly influence: Float32Array;
  readonly nodes: number;
  readonly radius: number;
}

/** The size of images and of the numbers that belong to them. */
export interface ImageSizes {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly gains: number;
}

/** A stage in plain arrays; see core's StageInputs. */
export interface StageArrays extends ImageSizes {
  /** `[batch, height, width, channels]`, as is `observation`. */
  readonly x: Float32Array;
  readonly observation: Float32Array;
  /** `[batch, channels]`, or the shape of `x`. */
  readonly reaction: Float32Array;
  readonly reactionMap: boolean;
  /** `[batch, gains]` or `[batch, height, width, gains]`. */
  readonly gain: Float32Array;
  readonly gainMap: boolean;
  readonly scales: readonly ScaleArrays[];
}

/** Gradients, laid out like the inputs they belong to. */
export interface StageGradients {
  readonly x: Float32Array;
  readonly observation: Float32Array;
  readonly reaction: Float32Array;
  readonly gain: Float32Array;
  readonly scales: readonly { readonly filters: Float32Array; readonly influence: Float32Array }[];
}

/** The inputs of a gain map in plain arrays; see core's GainMapInputs. */
export interface GainMapArrays extends ImageSizes {
  /** `[batch, height, width, channels]`. */
  readonly x: Float32Array;
  /** `[batch, gains]`. */
  readonly gain: Float32Array;
  /** Its synthesis filters are `[count, size, size, gains]`. */
  readonly scale: Required<ScaleArrays>;
}

/** Gradients, laid out like the inputs they belong to. */
export interface GainMapGradients {
  readonly x: Float32Array;
  readonly gain: Float32Array;
  readonly filters: Float32Array;
  readonly influence: Float32Array;
  readonly synthesis: Float32Array;
}
