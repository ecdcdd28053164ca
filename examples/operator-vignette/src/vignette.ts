import { boundedCache, defineLinearOperator } from "@genericdp/core";
import type { LinearOperator } from "@genericdp/core";
import { add, div, mul, square, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

export interface VignetteOptions {
  /** How bright the corners become, as a share of the centre: above 0, at most 1. Default: 0.25. */
  readonly corners?: number;
}

/**
 * The fall-off of light towards the corners of a lens: A = diag(g), with the cos⁴ law
 *
 *     g = (1 + (1/√corners − 1) r²)⁻²
 *
 * where r is the distance from the centre of the image, 1 in its corners. Its proximal map is
 * (z + γ g y)/(1 + γ g²).
 *
 * @throws RangeError for corners that are not above 0, or above 1.
 */
export function vignette({ corners = 0.25 }: VignetteOptions = {}): LinearOperator {
  if (!(corners > 0 && corners <= 1)) {
    throw new RangeError(`vignette: expected corners above 0 and at most 1, got ${corners}`);
  }
  // Plain numbers, for the most recent sizes: keeping a tensor would be a leak.
  const gains = boundedCache(4, (size: string) => {
    const [height, width] = size.split("×").map(Number) as [number, number];
    return lightFallOff(height, width, corners);
  });
  const gain = (x: Tensor4D): Tensor4D => {
    const [, height, width] = x.shape;
    return tensor4d(gains(`${height}×${width}`), [1, height, width, 1]);
  };
  return defineLinearOperator({
    name: `vignette to ${corners}`,
    outputShape: (inputShape) => inputShape,
    forward: (x) => mul(x, gain(x)),
    adjoint: (y) => mul(y, gain(y)),
    proxL2: (z, y, gamma) => {
      const g = gain(z);
      return div(add(z, mul(mul(g, gamma), y)), add(mul(square(g), gamma), 1));
    },
  });
}

/** g, row by row. */
function lightFallOff(height: number, width: number, corners: number): Float32Array {
  const slope = 1 / Math.sqrt(corners) - 1;
  return Float32Array.from({ length: height * width }, (_, i) => {
    const [row, column] = [Math.floor(i / width) + 0.5, (i % width) + 0.5];
    const [down, across] = [row - height / 2, column - width / 2];
    const r2 = (down ** 2 + across ** 2) / ((height / 2) ** 2 + (width / 2) ** 2);
    return (1 + slope * r2) ** -2;
  });
}
