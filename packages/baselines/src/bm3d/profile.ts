/** Settings of one of BM3D's two steps. */
export interface StepProfile {
  /** Side of a patch; a power of two in the first step. */
  readonly side: number;
  /** Distance of neighbouring reference patches, in pixels. */
  readonly step: number;
  /** Largest number of patches in a group; a power of two, at most 64. */
  readonly group: number;
  /** Side of the square search window; odd. */
  readonly search: number;
  /** Largest mean squared difference of two patches in a group, in gray levels squared. */
  readonly distance: number;
}

export interface Bm3dProfile {
  readonly threshold: StepProfile & {
    /** Coefficients of a group below this multiple of σ count as noise. */
    readonly factor: number;
  };
  readonly wiener: StepProfile;
}

const normal: Bm3dProfile = {
  threshold: { side: 8, step: 3, group: 16, search: 39, distance: 3000, factor: 2.7 },
  wiener: { side: 8, step: 3, group: 32, search: 39, distance: 400 },
};

const strong: Bm3dProfile = {
  threshold: { side: 8, step: 4, group: 32, search: 39, distance: 25_000, factor: 2.8 },
  wiener: { side: 11, step: 6, group: 32, search: 39, distance: 3500 },
};

/** The normal profile, and the one for noise above 40 gray levels. */
export function profileFor(noiseLevel: number): Bm3dProfile {
  return noiseLevel > 40 ? strong : normal;
}
