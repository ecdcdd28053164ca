import type { Denoiser } from "@genericdp/core";
import { planeDenoiser } from "./plane-denoiser.ts";
import type { Planes } from "./plane-denoiser.ts";

export interface TotalGeneralizedVariationOptions {
  /** λ, in gray levels, for a noise level. Default: {@link totalGeneralizedVariationWeight}. */
  readonly weight?: (noiseLevel: number) => number;
  /** Weights of the first and of the second order. Default: [1, 2]. */
  readonly alpha?: readonly [first: number, second: number];
  /**
   * Stops when an iteration changes the image by less than this (root mean square, gray levels). Default:
   * 0.02.
   */
  readonly tolerance?: number;
  /** Largest number of iterations. Default: 2000. */
  readonly iterations?: number;
}

/** ‖(∇ −I; 0 E)‖² is below this. */
const NORM = 12;
/** Ratio of the primal to the dual step, which only affects the speed of convergence. */
const RATIO = 0.3;
const CHECK_EVERY = 10;

/** λ(σ) = 0.237 σ^1.32, fitted to the best λ at σ = 5, 15, 25 and 50 on validation images. */
export function totalGeneralizedVariationWeight(noiseLevel: number): number {
  return 0.237 * noiseLevel ** 1.32;
}

/**
 * Total generalised variation of second order (Bredies, Kunisch, Pock 2010, DOI 10.1137/090769521):
 *
 *     argmin_u min_w ½ ‖u − f‖² + λ(σ) (α₁ Σ_p |(∇u − w)_p|₂ + α₂ Σ_p |(E w)_p|_F)
 *
 * with E w the symmetrised gradient: forward differences for ∇u, backward ones for w; differences across
 * the edge of the image are 0. Ramps cost nothing, so there is no staircasing. Solved by the primal–dual
 * algorithm (Chambolle & Pock 2011, DOI 10.1007/s10851-010-0251-1, algorithm 1).
 *
 * `[batch, height, width, 1]`, gray levels, σ from 0.5 to 150.
 *
 * @throws RangeError for a weight, a tolerance or a number of iterations that is not positive.
 */
export function totalGeneralizedVariation({
  weight = totalGeneralizedVariationWeight,
  alpha = [1, 2],
  tolerance = 0.02,
  iterations = 2000,
}: TotalGeneralizedVariationOptions = {}): Denoiser {
  const [first, second] = alpha;
  for (const [name, value] of Object.entries({
    tolerance,
    iterations,
    "alpha[0]": first,
    "alpha[1]": second,
  })) {
    if (!(value > 0)) throw new RangeError(`totalGeneralizedVariation: expected ${name} > 0, got ${value}`);
  }
  return planeDenoiser({
    name: "TGV",
    noiseRange: { min: 0.5, max: 150 },
    channels: 1,
    run: (image, noiseLevel) => {
      const lambda = weight(noiseLevel);
      return minimise(image, lambda * first, lambda * second, tolerance, iterations);
    },
  });
}

function minimise(
  { height, width, values: f }: Planes,
  first: number,
  second: number,
  tolerance: number,
  iterations: number,
): Float32Array {
  const pixels = height * width;
  const zeros = (): Float32Array => new Float32Array(pixels);
  const [tau, sigma] = [RATIO / Math.sqrt(NORM), 1 / (RATIO * Math.sqrt(NORM))];
  const [u, ahead] = [f.slice(), f.slice()];
  const [wx, wy, aheadX, aheadY] = [zeros(), zeros(), zeros(), zeros()];
  const [px, py, qxx, qyy, qxy] = [zeros(), zeros(), zeros(), zeros(), zeros()];
  const enough = pixels * tolerance ** 2;
  for (let k = 1; k <= iterations; k++) {
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        // p ← p + σ (∇u − w), q ← q + σ E w, each projected onto its ball.
        const at = ahead[i]!;
        const [vx, vy] = [aheadX[i]!, aheadY[i]!];
        const a = x + 1 < width ? px[i]! + sigma * (ahead[i + 1]! - at - vx) : 0;
        const b = y + 1 < height ? py[i]! + sigma * (ahead[i + width]! - at - vy) : 0;
        const p = shrink(a * a + b * b, first);
        px[i] = a * p;
        py[i] = b * p;
        const dxx = x > 0 ? vx - aheadX[i - 1]! : 0;
        const dyy = y > 0 ? vy - aheadY[i - width]! : 0;
        const dxy = (y > 0 ? vx - aheadX[i - width]! : 0) + (x > 0 ? vy - aheadY[i - 1]! : 0);
        const c = qxx[i]! + sigma * dxx;
        const d = qyy[i]! + sigma * dyy;
        const e = qxy[i]! + (sigma / 2) * dxy;
        // The mixed part counts twice in the Frobenius norm.
        const q = shrink(c * c + d * d + 2 * e * e, second);
        qxx[i] = c * q;
        qyy[i] = d * q;
        qxy[i] = e * q;
      }
    }
    let change = 0;
    for (let y = 0, i = 0; y < height; y++) {
      for (let x = 0; x < width; x++, i++) {
        const [right, below] = [x + 1 < width, y + 1 < height];
        const divergence = px[i]! + py[i]! - (x > 0 ? px[i - 1]! : 0) - (y > 0 ? py[i - width]! : 0);
        const before = u[i]!;
        const next = (before + tau * (divergence + f[i]!)) / (1 + tau);
        u[i] = next;
        ahead[i] = 2 * next - before;
        change += (next - before) ** 2;
        // −Eᵀq: the transposes of backward differences that are zero across the top and left edges.
        const dx =
          (right ? qxx[i + 1]! : 0) -
          (x > 0 ? qxx[i]! : 0) +
          (below ? qxy[i + width]! : 0) -
          (y > 0 ? qxy[i]! : 0);
        const dy =
          (below ? qyy[i + width]! : 0) -
          (y > 0 ? qyy[i]! : 0) +
          (right ? qxy[i + 1]! : 0) -
          (x > 0 ? qxy[i]! : 0);
        const [beforeX, beforeY] = [wx[i]!, wy[i]!];
        const nextX = beforeX + tau * (px[i]! + dx);
        const nextY = beforeY + tau * (py[i]! + dy);
        wx[i] = nextX;
        wy[i] = nextY;
        aheadX[i] = 2 * nextX - beforeX;
        aheadY[i] = 2 * nextY - beforeY;
      }
    }
    if (k % CHECK_EVERY === 0 && change <= enough) break;
  }
  return u;
}

/** The factor that shortens a vector of this squared norm to at most `limit`. */
function shrink(square: number, limit: number): number {
  return square > limit * limit ? limit / Math.sqrt(square) : 1;
}
