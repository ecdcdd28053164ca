import { randomStream } from "@genericdp/core";
import type { Component, PatchMixture } from "../src/epll/patch-mixture.ts";

/** A mixture with random orthonormal directions, whose numbers are `ranks`. */
export function randomMixture(ranks: readonly number[], seed = 1): PatchMixture {
  const { normal, uniform } = randomStream(seed);
  return ranks.map((rank, k): Component => {
    const basis: number[][] = [Array<number>(64).fill(1 / 8)];
    while (basis.length <= rank) {
      const vector = Array.from({ length: 64 }, normal);
      for (const other of basis) {
        const along = vector.reduce((sum, value, p) => sum + value * other[p]!, 0);
        for (const [p, value] of other.entries()) vector[p]! -= along * value;
      }
      const norm = Math.hypot(...vector);
      basis.push(vector.map((value) => value / norm));
    }
    const scale = 20 * 4 ** k;
    return {
      weight: 1 / ranks.length,
      variances: Array.from({ length: rank }, () => scale * (1 + 9 * uniform())).toSorted((a, b) => b - a),
      directions: Float32Array.from(basis.slice(1).flat()),
      rest: scale / 10,
    };
  });
}

/**
 * −2 log(π p(x)) of a noisy patch, without 63 log 2π, and the posterior mean, in float64 from the definition.
 */
export function reference(
  { weight, variances, directions, rest }: Component,
  patch: readonly number[],
  noise: number,
): { readonly cost: number; readonly mean: number[] } {
  const level = patch.reduce((sum, value) => sum + value, 0) / 64;
  const left = patch.map((value) => value - level);
  const result = Array<number>(64).fill(level);
  let cost = -2 * Math.log(weight);
  const whole = [...left];
  for (const [j, variance] of Array.from(variances).entries()) {
    const direction = directions.subarray(64 * j, 64 * (j + 1));
    const along = direction.reduce((sum, value, p) => sum + value * whole[p]!, 0);
    cost += along ** 2 / (variance + noise) + Math.log(variance + noise);
    for (const [p, value] of direction.entries()) {
      left[p]! -= along * value;
      result[p]! += (variance / (variance + noise)) * along * value;
    }
  }
  const others = 63 - variances.length;
  if (others > 0) {
    cost +=
      left.reduce((sum, value) => sum + value ** 2, 0) / (rest + noise) + others * Math.log(rest + noise);
    for (const [p, value] of left.entries()) result[p]! += (rest / (rest + noise)) * value;
  }
  return { cost, mean: result };
}
