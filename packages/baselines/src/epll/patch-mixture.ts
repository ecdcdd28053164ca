import type { Kernel } from "../kernel-module.ts";

/** Side of a patch. */
export const SIDE = 8;
/** Pixels of a patch. */
export const PIXELS = 64;
/** Dimension of the patches without their mean. */
export const DIMENSION: number = PIXELS - 1;

/** A Gaussian of mean zero on patches without their mean; variances are in gray levels squared. */
export interface Component {
  /** Its probability. */
  readonly weight: number;
  /** The largest variances, in descending order. */
  readonly variances: ArrayLike<number>;
  /** Orthonormal directions of these variances, patches [8][8] of sum zero, one after the other. */
  readonly directions: Float32Array;
  /** The variance in all other directions. */
  readonly rest: number;
}

/** A mixture of Gaussians on 8×8 patches. */
export type PatchMixture = readonly Component[];

/** The position of a mixture in the kernel's memory. */
export interface PlacedMixture {
  readonly table: number;
  readonly count: number;
}

/** Keeps only the first `rank` directions of a component: all others get the mean of their variances. */
export function truncated({ weight, variances, directions, rest }: Component, rank: number): Component {
  let others = (DIMENSION - variances.length) * rest;
  for (let j = rank; j < variances.length; j++) others += variances[j]!;
  return {
    weight,
    variances: Array.from(variances).slice(0, rank),
    directions: directions.slice(0, rank * PIXELS),
    rest: rank < DIMENSION ? others / (DIMENSION - rank) : rest,
  };
}

/**
 * Keeps only the directions of each component that stand out from noise of variance `noise`: those in which
 * noisy patches have at least `ratio` times their mean variance in this and all later ones.
 */
export function compacted(mixture: PatchMixture, noise: number, ratio: number): PatchMixture {
  return mixture.map((component) => {
    const { variances, rest } = component;
    let others = (DIMENSION - variances.length) * rest;
    let rank = variances.length;
    // Backwards, to sum up the variances of later directions. The list ends at the first that does not
    // stand out.
    for (let j = variances.length - 1; j >= 0; j--) {
      others += variances[j]!;
      if (variances[j]! + noise < ratio * (others / (DIMENSION - j) + noise)) rank = j;
    }
    return truncated(component, rank);
  });
}

const COMPONENT_FLOATS = 6;

/**
 * Writes a mixture to the kernel's memory, for patches with white noise of variance `noise`.
 *
 * With s = `noise`, a coefficient y in direction j of component k costs y²/(λ_j + s), and the posterior mean
 * keeps the share λ_j/(λ_j + s) of it.
 */
export function placeMixture(kernel: Kernel, mixture: PatchMixture, noise: number): PlacedMixture {
  const table = kernel.zeros(COMPONENT_FLOATS * mixture.length);
  for (const [k, { weight, variances, directions, rest }] of mixture.entries()) {
    const rank = variances.length;
    const blocks = Math.ceil(rank / 4);
    const interleaved = new Float32Array(4 * blocks * PIXELS);
    for (let j = 0; j < rank; j++) {
      for (let p = 0; p < PIXELS; p++) {
        interleaved[((j >> 2) * PIXELS + p) * 4 + (j & 3)] = directions[j * PIXELS + p]!;
      }
    }
    // If there are no other directions, no energy remains.
    const last = rank < DIMENSION ? 1 / (rest + noise) : 0;
    const precisions = new Float32Array(4 * blocks + 1).fill(last);
    const keep = rank < DIMENSION ? rest / (rest + noise) : 0;
    const gains = new Float32Array(4 * blocks + 1);
    gains[0] = keep;
    let constant = (DIMENSION - rank) * Math.log(rest + noise) - 2 * Math.log(weight);
    for (let j = 0; j < rank; j++) {
      const variance = variances[j]!;
      precisions[j] = 1 / (variance + noise);
      gains[j + 1] = variance / (variance + noise) - keep;
      constant += Math.log(variance + noise);
    }
    const unused = (4 * blocks - rank) * PIXELS;
    const pointers = [
      kernel.put(interleaved),
      kernel.put(directions, unused),
      kernel.put(precisions),
      kernel.put(gains),
    ];
    const at = table + 4 * COMPONENT_FLOATS * k;
    new Int32Array(kernel.memory.buffer, at, COMPONENT_FLOATS).set([...pointers, blocks]);
    kernel.view(at, COMPONENT_FLOATS)[COMPONENT_FLOATS - 1] = constant;
  }
  return { table, count: mixture.length };
}
