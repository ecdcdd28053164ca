import { defineLinearOperator } from "@genericdp/core";
import type { LinearOperator } from "@genericdp/core";
import { Tensor, mul, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { readPlane } from "./pixel-weights.ts";
import type { PixelWeights } from "./pixel-weights.ts";

/** Weights of an image's pixels: `[height, width]`, as rows, as a plane or as a tensor. */
export type Weights = readonly (readonly number[])[] | PixelWeights | Tensor2D;

/**
 * A = diag(m): only some pixels are known, as in inpainting. Its proximal map is (z + γ m y)/(1 + γ m²).
 *
 * @param known m: 1 for a known pixel, 0 for an unknown one, or in between. A tensor is read immediately.
 *    Images must have this size.
 * @throws TypeError unless it is a rectangle of numbers, RangeError for a weight outside 0 … 1.
 */
export function mask(known: Weights): LinearOperator {
  const weights = readWeights("mask", known);
  const wrong = weights.data.find((weight) => !(weight >= 0 && weight <= 1));
  if (wrong !== undefined) throw new RangeError(`mask: expected weights of 0 … 1, got ${wrong}`);
  return multiplication("mask", weights);
}

/**
 * A = diag(d): multiplies each pixel by a weight of its own, for instance a vignette, or the share of one of
 * several blurs. Its proximal map is (z + γ d y)/(1 + γ d²).
 *
 * @param weights d, of any sign. A tensor is read immediately. Images must have this size.
 * @throws TypeError unless it is a rectangle of numbers, RangeError for a weight that is not finite.
 */
export function diagonal(weights: Weights): LinearOperator {
  const read = readWeights("diagonal", weights);
  const wrong = read.data.find((weight) => !Number.isFinite(weight));
  if (wrong !== undefined) throw new RangeError(`diagonal: expected finite weights, got ${wrong}`);
  return multiplication("diagonal", read);
}

interface ReadWeights extends PixelWeights {
  readonly data: Float32Array;
}

function readWeights(where: string, weights: Weights): ReadWeights {
  const { height, width, data } = readPlane(where, weights instanceof Tensor ? planeOf(weights) : weights);
  return { height, width, data: Float32Array.from(data) };
}

function multiplication(kind: string, { height, width, data }: ReadWeights): LinearOperator {
  const name = `${kind} of ${height}×${width}`;
  // Created for each use: a tensor that is kept would be a leak, or belong to another backend.
  const weights = (): Tensor4D => tensor4d(data, [1, height, width, 1]);
  const apply = (x: Tensor4D): Tensor4D => mul(x, weights());
  return defineLinearOperator({
    name,
    outputShape: (shape) => {
      if (shape[1] !== height || shape[2] !== width) {
        throw new RangeError(`${name}: expected images of ${height}×${width}, got ${shape[1]}×${shape[2]}`);
      }
      return shape;
    },
    forward: apply,
    adjoint: apply,
    diagonal: weights,
  });
}

function planeOf(known: Tensor2D): PixelWeights {
  const [height, width] = known.shape;
  return { height, width, data: known.rank === 2 ? known.dataSync() : [] };
}
