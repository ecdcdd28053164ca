import type { Denoiser } from "@genericdp/core";
import {
  add,
  div,
  maximum,
  mul,
  pad,
  slice,
  sqrt,
  square,
  sub,
  tidy,
  zerosLike,
} from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

export interface TotalVariationOptions {
  /** Steps on the dual problem; more steps come closer to the minimiser. Default: 60. */
  readonly iterations?: number;
}

/**
 * Total variation: argmin_u ½‖u − f‖² + λ Σ_p |(∇u)_p|₂ with λ = 0.25 σ^1.33, by accelerated projected
 * gradients on the dual (Beck & Teboulle 2009, DOI 10.1109/TIP.2009.2028250).
 *
 * @throws RangeError for an invalid number of iterations.
 */
export function totalVariation({ iterations = 60 }: TotalVariationOptions = {}): Denoiser {
  if (!(Number.isInteger(iterations) && iterations >= 1)) {
    throw new RangeError(`totalVariation: expected a whole number of iterations ≥ 1, got ${iterations}`);
  }
  const noiseRange = { min: 1, max: 100 };
  return {
    name: "total variation",
    noiseRange,
    denoise: (f, { noiseLevel }) => {
      if (!(noiseLevel >= noiseRange.min && noiseLevel <= noiseRange.max)) {
        throw new RangeError(`total variation: expected a noise level from 1 to 100, got ${noiseLevel}`);
      }
      return tidy(() => minimise(f, 0.25 * noiseLevel ** 1.33, iterations));
    },
  };
}

/** u = f − λ ∇ᵀ p, with the field p, |p| ≤ 1, that minimises ‖u‖². */
function minimise(f: Tensor4D, lambda: number, iterations: number): Tensor4D {
  let p = [zerosLike(f), zerosLike(f)] as [Tensor4D, Tensor4D];
  let ahead = p;
  for (let k = 0, t = 1; k < iterations; k++) {
    [p, ahead] = tidy(() => {
      const next = step(f, lambda, ahead);
      const faster = (1 + Math.sqrt(1 + 4 * t * t)) / 2;
      const share = (t - 1) / faster;
      const moved = next.map((one, i) => add(one, mul(share, sub(one, p[i]!)))) as typeof p;
      t = faster;
      return [next, moved];
    });
  }
  return sub(f, mul(lambda, transposedGradient(p)));
}

/** One step along the gradient of the dual, whose curvature is at most 8λ, and a projection to |p| ≤ 1. */
function step(f: Tensor4D, lambda: number, p: [Tensor4D, Tensor4D]): [Tensor4D, Tensor4D] {
  const u: Tensor4D = sub(f, mul(lambda, transposedGradient(p)));
  const [down, across] = [1, 2].map((axis, i) => add(p[i]!, mul(1 / (8 * lambda), difference(u, axis)))) as [
    Tensor4D,
    Tensor4D,
  ];
  const length = maximum(1, sqrt(add(square(down), square(across))));
  return [div(down, length), div(across, length)];
}

/** The next pixel minus this one; 0 at the far edge. */
function difference(u: Tensor4D, axis: number): Tensor4D {
  if (u.shape[axis] === 1) return zerosLike(u);
  return padded(sub(part(u, axis, 1), part(u, axis, 0)), axis, 0, 1);
}

/** The adjoint of both differences. */
function transposedGradient(p: [Tensor4D, Tensor4D]): Tensor4D {
  const [down, across] = [1, 2].map((axis, i) => {
    if (p[i]!.shape[axis] === 1) return zerosLike(p[i]!);
    const inner = part(p[i]!, axis, 0);
    return sub(padded(inner, axis, 1, 0), padded(inner, axis, 0, 1));
  }) as [Tensor4D, Tensor4D];
  return add(down, across);
}

/** All rows (axis 1) or columns (axis 2) except one, starting at `start`. */
function part(x: Tensor4D, axis: number, start: number): Tensor4D {
  const [begin, size] = [[0, 0, 0, 0], [...x.shape]];
  begin[axis] = start;
  size[axis] = x.shape[axis]! - 1;
  return slice(x, begin, size);
}

function padded(x: Tensor4D, axis: number, before: number, after: number): Tensor4D {
  const around: [number, number][] = [0, 1, 2, 3].map((one) => (one === axis ? [before, after] : [0, 0]));
  return pad(x, around) as Tensor4D;
}
