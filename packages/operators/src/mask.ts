import { defineLinearOperator } from "@genericdp/core";
import type { LinearOperator } from "@genericdp/core";
import { Tensor, mul, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { readPlane } from "./pixel-weights.ts";
import type { PixelWeights } from "./pixel-weights.ts";

/**
 * A = diag(m): only some pixels are known, as in inpainting. Its proximal map is (z + γ m y)/(1 + γ m²).
 *
 * @param known m: 1 for a known pixel, 0 for an unknown one, or in between: `[height, width]`, as rows, as
 *    `{ height, width, data }` or as a tensor, which is read immediately. Images must have this size.
 * @throws TypeError unless it is a rectangle of numbers, RangeError for a weight outside 0 … 1.
 */
export function mask(known: readonly (readonly number[])[] | PixelWeights | Tensor2D): LinearOperator {
  const { height, width, data } = readPlane("mask", known instanceof Tensor ? planeOf(known) : known);
  const weights = Float32Array.from(data);
  const wrong = weights.find((weight) => !(weight >= 0 && weight <= 1));
  if (wrong !== undefined) throw new RangeError(`mask: expected weights of 0 … 1, got ${wrong}`);

  const name = `mask of ${height}×${width}`;
  // Created for each use: a tensor that is kept would be a leak, or belong to another backend.
  const diagonal = (): Tensor4D => tensor4d(weights, [1, height, width, 1]);
  const apply = (x: Tensor4D): Tensor4D => mul(x, diagonal());
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
    diagonal,
  });
}

function planeOf(known: Tensor2D): PixelWeights {
  const [height, width] = known.shape;
  return { height, width, data: known.rank === 2 ? known.dataSync() : [] };
}
