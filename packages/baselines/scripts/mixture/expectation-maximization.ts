import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { startKernel } from "../../src/kernel-module.ts";
import type { Kernel } from "../../src/kernel-module.ts";
import { DIMENSION, PIXELS, placeMixture, truncated } from "../../src/epll/patch-mixture.ts";
import type { Component, PatchMixture } from "../../src/epll/patch-mixture.ts";

/** Smallest variance in any direction: that of rounding to whole gray levels. */
const LEAST_VARIANCE = 1 / 12;
/** Smaller responsibilities count as 0. */
const LEAST_RESPONSIBILITY = 1e-3;
/** Patches whose scatter is summed in single precision. */
const BATCH = 256;

export interface EmStep {
  /** The mixture that fits the responsibilities best. */
  readonly mixture: PatchMixture;
  /** Mean log-likelihood of a patch under the mixture before the step, without the constant −63/2 log 2π. */
  readonly logLikelihood: number;
  /** The likeliest component of each patch. */
  readonly winners: Uint16Array<ArrayBuffer>;
}

/**
 * One step of expectation maximisation (Dempster, Laird, Rubin 1977, DOI 10.1111/j.2517-6161.1977.tb01600.x)
 * under the constraint that no variance is below {@link LEAST_VARIANCE}. Each component keeps its number of
 * directions; with fewer than 63, it is one of probabilistic principal components (Tipping, Bishop 1999, DOI
 * 10.1162/089976699300016728).
 *
 * @param patches 8×8 patches one after the other, gray levels.
 * @param winners of the last step. Patches with the same winner are processed together, which only affects
 * the speed.
 */
export function emStep(
  patches: Uint8Array,
  mixture: PatchMixture,
  winners: Uint16Array<ArrayBuffer>,
): EmStep {
  const kernel = startKernel();
  const count = winners.length;
  const { table } = placeMixture(kernel, mixture, 0);
  const pixels = kernel.zeros(8 * PIXELS);
  const all = kernel.zeros(8 * mixture.length);
  const scatters = mixture.map(() => scatterSum(kernel));
  // No allocation from here on, so views stay valid.
  const [interleaved, costs] = [kernel.view(pixels, 8 * PIXELS), kernel.view(all, 8 * mixture.length)];
  const margin = -2 * Math.log(LEAST_RESPONSIBILITY);
  const order = orderedBy(winners, mixture.length);
  const next = new Uint16Array(count);
  const centred = Array.from({ length: 8 }, () => new Float32Array(PIXELS));
  let sum = 0;
  for (let i = 0; i < count; i += 8) {
    const here = Math.min(8, count - i);
    for (let l = 0; l < 8; l++) {
      const patch = centred[l]!;
      centre(patches, PIXELS * order[i + Math.min(l, here - 1)]!, patch);
      for (let p = 0; p < PIXELS; p++) interleaved[8 * p + l] = patch[p]!;
    }
    kernel.mixtureCosts(pixels, table, mixture.length, winners[order[i]!]!, margin, all);
    for (let l = 0; l < here; l++) {
      let [best, least] = [0, Infinity];
      for (let k = 0; k < mixture.length; k++) {
        const cost = costs[8 * k + l]!;
        if (cost < least) [best, least] = [k, cost];
      }
      next[order[i + l]!] = best;
      let total = 0;
      for (let k = 0; k < mixture.length; k++) {
        const cost = costs[8 * k + l]! - least;
        if (cost <= margin) total += Math.exp(-cost / 2);
      }
      sum += Math.log(total) - least / 2;
      for (let k = 0; k < mixture.length; k++) {
        const cost = costs[8 * k + l]! - least;
        if (cost <= margin) scatters[k]!.add(centred[l]!, Math.exp(-cost / 2) / total);
      }
    }
  }
  const fitted = scatters.map((scatter, k) => {
    const { weight, matrix } = scatter.finish();
    const before = mixture[k]!;
    return weight < 1
      ? { ...before, weight: Math.max(weight, LEAST_RESPONSIBILITY) / count }
      : fitComponent(matrix, weight, count, before.variances.length);
  });
  return { mixture: fitted, logLikelihood: sum / count, winners: next };
}

/** An initial mixture: each component is made from a random patch and the covariance of all patches. */
export function startMixture(
  patches: Uint8Array,
  components: number,
  integer: (n: number) => number,
): PatchMixture {
  const count = patches.length / PIXELS;
  const scatter = scatterSum(startKernel());
  const patch = new Float32Array(PIXELS);
  for (let i = 0; i < count; i += Math.ceil(count / 20_000)) {
    centre(patches, PIXELS * i, patch);
    scatter.add(patch, 1);
  }
  const { matrix } = scatter.finish();
  let trace = 0;
  for (let p = 0; p < PIXELS; p++) trace += matrix[p * (PIXELS + 1)]!;
  return Array.from({ length: components }, () => {
    centre(patches, PIXELS * integer(count), patch);
    const energy = patch.reduce((sum, value) => sum + value * value, LEAST_VARIANCE * DIMENSION);
    const own = matrix.map(
      (value, at) => ((value / trace) * energy + patch[Math.floor(at / PIXELS)]! * patch[at % PIXELS]!) / 2,
    );
    return fitComponent(own, 1, components, DIMENSION);
  });
}

/** The likeliest component of `rank` directions, given Σ w x xᵀ = `scatter` and Σ w = `weight`. */
export function fitComponent(scatter: Float64Array, weight: number, total: number, rank: number): Component {
  const matrix = Matrix.from1DArray(PIXELS, PIXELS, scatter);
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(matrix, {
    assumeSymmetric: true,
  });
  // In ascending order; the first belongs to the constant patch.
  const variances = realEigenvalues.map((value) => Math.max(value / weight, LEAST_VARIANCE)).toReversed();
  const directions = Float32Array.from({ length: DIMENSION * PIXELS }, (_, at) =>
    eigenvectorMatrix.get(at % PIXELS, PIXELS - 1 - Math.floor(at / PIXELS)),
  );
  const full = {
    weight: weight / total,
    variances: variances.slice(0, -1),
    directions,
    rest: LEAST_VARIANCE,
  };
  return truncated(full, rank);
}

function centre(patches: Uint8Array, from: number, to: Float32Array): void {
  let sum = 0;
  for (let p = 0; p < PIXELS; p++) sum += patches[from + p]!;
  for (let p = 0; p < PIXELS; p++) to[p] = patches[from + p]! - sum / PIXELS;
}

/** The indices of patches, sorted by their winner. */
function orderedBy(winners: Uint16Array, components: number): Uint32Array {
  const ends = new Uint32Array(components + 1);
  for (const winner of winners) ends[winner + 1]!++;
  for (let k = 0; k < components; k++) ends[k + 1]! += ends[k]!;
  const order = new Uint32Array(winners.length);
  for (const [i, winner] of winners.entries()) order[ends[winner]!++] = i;
  return order;
}

/** Sums Σ w and Σ w x xᵀ in double precision, over batches summed in single precision. */
function scatterSum(kernel: Kernel): {
  add(patch: Float32Array, weight: number): void;
  finish(): { readonly weight: number; readonly matrix: Float64Array };
} {
  const [patches, weights] = [kernel.zeros(BATCH * PIXELS), kernel.zeros(BATCH)];
  const batch = kernel.zeros(PIXELS * PIXELS);
  const matrix = new Float64Array(PIXELS * PIXELS);
  let [held, weight] = [0, 0];
  const flush = (): void => {
    const sums = kernel.view(batch, PIXELS * PIXELS).fill(0);
    kernel.addScatter(patches, weights, held, batch);
    for (let i = 0; i < PIXELS; i++) {
      for (let j = i; j < PIXELS; j++) {
        const value = matrix[i * PIXELS + j]! + sums[i * PIXELS + j]!;
        matrix[i * PIXELS + j] = value;
        matrix[j * PIXELS + i] = value;
      }
    }
    held = 0;
  };
  return {
    add: (patch, share) => {
      kernel.view(patches + 4 * PIXELS * held, PIXELS).set(patch);
      kernel.view(weights + 4 * held, 1)[0] = share;
      weight += share;
      if (++held === BATCH) flush();
    },
    finish: () => {
      flush();
      return { weight, matrix };
    },
  };
}
