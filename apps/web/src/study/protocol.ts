/** A filter, row by row, and its influence function φ at equidistant responses. */
export interface LearnedFilter {
  readonly weights: Float32Array;
  readonly size: number;
  readonly influence: Float32Array;
}

/** What a stage has learned; one list of filters per scale, from fine to coarse. */
export interface LearnedStage {
  readonly scales: readonly (readonly LearnedFilter[])[];
  /** λ and a at each of the noise levels. */
  readonly reaction: Float32Array;
  readonly gain: Float32Array;
}

export interface LearnedModel {
  readonly stages: readonly LearnedStage[];
  /** The noise levels, in gray levels, over the model's whole range and equidistant in log σ. */
  readonly noiseLevels: Float32Array;
  /** φ is sampled from −radius to radius, in gray levels. */
  readonly radius: number;
  readonly parameters: number;
}

/** A gray image to denoise, and the clean image, for the PSNR. */
export interface StudyImage {
  readonly noisy: Float32Array;
  readonly clean: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly noiseLevel: number;
}

export type StudyRequest =
  | { readonly type: "learned" }
  | { readonly type: "stages"; readonly run: number; readonly image: StudyImage };

/** `stage` 0 is the noisy image. */
export type StudyAnswer =
  | { readonly type: "learned"; readonly model: LearnedModel }
  | {
      readonly type: "stage";
      readonly run: number;
      readonly stage: number;
      readonly levels: Float32Array;
      readonly psnr: number;
    };
