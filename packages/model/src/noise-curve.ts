import type { CurveArchitecture } from "./architecture.ts";

/**
 * The weight of the value of each knot at noise level σ, linear in log σ between neighbouring knots. At most
 * two weights are not zero, and their sum is one. The curve is constant beyond the outermost knots.
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
