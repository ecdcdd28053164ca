/** One scale of a stage in plain arrays; see core's StageScale. */
export interface ScaleArrays {
  /** `[count, size, size]`. */
  readonly filters: Float32Array;
  /** Filters that put the responses together again, where they are not `filters` themselves. */
  readonly synthesis?: Float32Array;
  readonly count: number;
  readonly size: number;
  /** `[count, nodes]`. */
  readonly influence: Float32Array;
  readonly nodes: number;
  readonly radius: number;
}

/** A stage in plain arrays; see core's StageInputs. */
export interface StageArrays {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** `[batch, height, width]`, as is `observation`. */
  readonly x: Float32Array;
  readonly observation: Float32Array;
  /** `[batch]`. */
  readonly reaction: Float32Array;
  /** `[batch]` or `[batch, height, width]`. */
  readonly gain: Float32Array;
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

/** A gain map's ingredients in plain arrays; see core's GainMapInputs. */
export interface GainMapArrays {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** `[batch, height, width]`. */
  readonly x: Float32Array;
  /** `[batch]`. */
  readonly gain: Float32Array;
  readonly scale: Required<ScaleArrays>;
}

/** Gradients, laid out like the ingredients they belong to. */
export interface GainMapGradients {
  readonly x: Float32Array;
  readonly gain: Float32Array;
  readonly filters: Float32Array;
  readonly influence: Float32Array;
  readonly synthesis: Float32Array;
}
