import { boundedCache, defineLinearOperator } from "@genericdp/core";
import type { ImageShape, LinearOperator } from "@genericdp/core";
import { blur, compose, diagonal, gaussianKernel, identity, sum } from "@genericdp/operators";

export interface FieldBlurOptions {
  /** Standard deviation of the blur in the corners, in pixels, above 0. Default: 2. */
  readonly corners?: number;
  /** How many blurs are blended, 1 or more; the centre is sharp. Default: 3. */
  readonly steps?: number;
}

/**
 * A lens that is sharp in the centre and soft in the corners: A = Σᵢ diag(wᵢ) Bᵢ, with Gaussian blurs B₀ … Bₙ
 * of standard deviations 0 … `corners` in even steps, and weights that blend neighbouring blurs linearly with
 * the distance from the centre, so that they sum to 1 at each pixel.
 *
 * @throws RangeError for numbers outside their range.
 */
export function fieldBlur({ corners = 2, steps = 3 }: FieldBlurOptions = {}): LinearOperator {
  if (!(corners > 0 && Number.isFinite(corners))) {
    throw new RangeError(`fieldBlur: expected corners above 0, got ${corners}`);
  }
  if (!(Number.isSafeInteger(steps) && steps >= 1)) {
    throw new RangeError(`fieldBlur: expected a whole number of steps, 1 or more, got ${steps}`);
  }
  const blurs = Array.from({ length: steps + 1 }, (_, i) =>
    i === 0 ? identity() : blur(gaussianKernel((corners * i) / steps), { boundary: "symmetric" }),
  );
  // The weights depend on the size of the image. Those for the last sizes are kept, as plain numbers.
  const ofSize = boundedCache(4, (size: string) => {
    const [height, width] = size.split("×").map(Number) as [number, number];
    const place = placesInField(height, width).map((radius) => steps * radius);
    const parts = blurs.map((each, i) => {
      const data = place.map((at) => Math.max(0, 1 - Math.abs(at - i)));
      return compose(diagonal({ height, width, data }), each);
    });
    return sum(...parts);
  });
  const forShape = ([, height, width]: ImageShape): LinearOperator => ofSize(`${height}×${width}`);
  return defineLinearOperator({
    name: `blur from the centre to ${corners} in the corners`,
    outputShape: (shape) => shape,
    forward: (x) => forShape(x.shape).forward(x),
    adjoint: (y) => forShape(y.shape).adjoint(y),
  });
}

/** The distance of each pixel from the centre of the image, 1 in the corners, row by row. */
function placesInField(height: number, width: number): Float32Array {
  return Float32Array.from({ length: height * width }, (_, i) => {
    const [row, column] = [Math.floor(i / width) + 0.5, (i % width) + 0.5];
    return Math.hypot(row - height / 2, column - width / 2) / Math.hypot(height / 2, width / 2);
  });
}
