import { diffusionStage } from "@genericdp/core";
import type { StageInputs } from "@genericdp/core";
import { fourierFilter, goodSize, realSpectrum, wholeLine } from "@genericdp/fourier";
import type { FourierFilter, GridPlacement, LineMap } from "@genericdp/fourier";
import { stageTensors, stageWeights } from "@genericdp/model";
import type { Model, StageTensors } from "@genericdp/model";
import { add, sub, tensor2d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { fold } from "../mirrored.ts";

/*
 * A stage of a cascade of shrinkage fields,
 *
 *     u' = F⁻¹[ F(λ f + Σ k̄_i * s_i(k_i * u)) / (λ + Σ |F k_i|²) ],
 *
 * with shrinkage functions s_i(z) = z − φ_i(z), is a step of the diffusion process that the denominator A
 * preconditions:
 *
 *     u' = u − A⁻¹ ( Σ k̄_i * φ_i(k_i * u) + λ (u − f) ).
 *
 * So filters, functions and λ are those of a model, and the stage op computes what is in brackets. This form
 * needs no shrinkage functions that extend to the largest responses, and no agreement between the mirrored
 * borders of the filters and the periodic ones of A.
 */

/** Pixels by which images are mirrored before A⁻¹, so that opposite borders do not meet. */
const BORDER = 24;

/** The parts of a stage that do not depend on the image. */
export interface ShrinkageStage {
  readonly tensors: StageTensors;
  readonly reaction: number;
  /** Side of the filters. */
  readonly side: number;
  /** Σ_i k_i ⋆ k_i, `[2 side − 1, 2 side − 1]`. */
  readonly correlation: Float64Array;
}

/** The stages of a gray model with one scale, at a noise level; the caller must dispose of the tensors. */
export function shrinkageStages(model: Model, noiseLevel: number): ShrinkageStage[] {
  return stageTensors(model).map((tensors, t) => {
    const { filters } = tensors.scales[0]!;
    const side = filters.shape[1];
    return {
      tensors,
      reaction: stageWeights(model, t, [noiseLevel]).reaction[0]!,
      side,
      correlation: correlationOf(filters.dataSync(), side),
    };
  });
}

/** Σ_i Σ_p k_i(p) k_i(p + d) for every shift d. */
function correlationOf(filters: ArrayLike<number>, side: number): Float64Array {
  const sums = new Float64Array((2 * side - 1) ** 2);
  const taps = side * side;
  for (let first = 0; first < filters.length; first += taps) {
    for (let p = 0; p < taps; p++) {
      for (let q = 0; q < taps; q++) {
        sums[shift(p, q, side)]! += filters[first + p]! * filters[first + q]!;
      }
    }
  }
  return sums;
}

/** The index of the shift from tap p to tap q among all shifts. */
export function shift(p: number, q: number, side: number): number {
  const [down, right] = [Math.floor(q / side) - Math.floor(p / side), (q % side) - (p % side)];
  return (down + side - 1) * (2 * side - 1) + right + side - 1;
}

/** Σ k̄_i * φ_i(k_i * u) + λ (u − f) is `x` minus the stage of these inputs. */
export function stageInputs(
  { tensors: { scales }, reaction }: ShrinkageStage,
  x: Tensor4D,
  observation: Tensor4D,
): StageInputs {
  const [batch] = x.shape;
  const each = (value: number): Tensor2D => tensor2d(new Float32Array(batch).fill(value), [batch, 1]);
  return { x, observation, reaction: each(reaction), gain: each(1), scales };
}

/** u' of a stage, from u = `x` and f = `observation`. */
export function runShrinkageStage(stage: ShrinkageStage, x: Tensor4D, observation: Tensor4D): Tensor4D {
  return tidy(() => {
    const step = sub(diffusionStage(stageInputs(stage, x, observation)), x) as Tensor4D;
    return add(x, fourierFilter(step, inverse(stage, x.shape[1], x.shape[2])));
  });
}

/** A⁻¹ for images of a size. */
export function inverse(
  { correlation, reaction, side }: ShrinkageStage,
  height: number,
  width: number,
): FourierFilter {
  const source = mirrored(height, width);
  const target = {
    rows: wholeLine(height, source.rows.indices.length),
    columns: wholeLine(width, source.columns.indices.length),
  };
  return { transfer: inverseSpectrum(correlation, reaction, side, source), source, target };
}

function inverseSpectrum(
  correlation: Float64Array,
  reaction: number,
  side: number,
  { rows, columns }: GridPlacement,
): FourierFilter["transfer"] {
  const [height, width] = [rows.indices.length, columns.indices.length];
  const plane = new Float64Array(height * width);
  const span = 2 * side - 1;
  correlation.forEach((value, at) => {
    const y = (Math.floor(at / span) - side + 1 + height) % height;
    const x = ((at % span) - side + 1 + width) % width;
    plane[y * width + x]! += value;
  });
  const { real } = realSpectrum(plane, height, width);
  return { height, width, real: real.map((power) => 1 / (reaction + power)), imag: real.map(() => 0) };
}

/** An image and its mirrored borders, which wrap around the grid. */
function mirrored(height: number, width: number): GridPlacement {
  return { rows: mirroredLine(height), columns: mirroredLine(width) };
}

function mirroredLine(size: number): LineMap {
  const length = goodSize(size + 2 * BORDER);
  const indices = Int32Array.from({ length }, (_, i) => {
    // Cells nearer to the end than to the last pixel are to the left of the first one.
    const at = i - size < length - i ? i : i - length;
    return fold(at, size);
  });
  return { size, indices };
}
