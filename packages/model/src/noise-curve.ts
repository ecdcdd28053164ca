import type { CurveArchitecture } from "./architecture.ts";

/**
 * The weight of each knot's value at noise level σ, linear in log σ between neighbouring knots: at most two
 * are not zero and they add up to one. Beyond the outermost knots the end value holds.
 */
export function knotWeights({ knots }: CurveArchitecture, noiseLevel: number): Float64Array {
  const weights = new Float64Array(knots.length);
  const right = knots.findIndex((knot) => knot >= noiseLevel);
  if (right <= 0) {
    weights[right === 0 ? 0 : knots.length - 1] = 1;
    return weights;
  }
  const low = Math.log(knots[right - 1]!);
  const high = Math.log(knots[right]!);
  const share = (Math.log(noiseLevel) - low) / (high - low);
  weights[right - 1] = 1 - share;
  weights[right] = share;
  return weights;
}

/** exp of the interpolated logarithms: λ(σ) or a(σ). */
export function evaluateCurve(
  curve: CurveArchitecture,
  logarithms: ArrayLike<number>,
  noiseLevel: number,
): number {
  return Math.exp(
    knotWeights(curve, noiseLevel).reduce((sum, weight, i) => sum + weight * logarithms[i]!, 0),
  );
}
