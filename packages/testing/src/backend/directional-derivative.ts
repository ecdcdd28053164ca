import type { Numbers } from "./stage-values.ts";

/** Slope of a function along one direction. */
export interface Slope {
  /** From the gradient under test. */
  readonly found: number;
  /** From a central difference. */
  readonly wanted: number;
}

/**
 * The slope of `value` at `numbers` in the direction of the signs of the gradient, in which no terms cancel.
 */
export function directionalDerivative(
  numbers: Numbers,
  gradient: Float32Array,
  value: (numbers: Numbers) => number,
): Slope {
  const direction = Array.from(gradient, (slope) => (slope < 0 ? -1 : 1));
  const found = gradient.reduce((sum, slope, j) => sum + slope * direction[j]!, 0);
  // So small that hardly any response crosses a node of φ, where the slope jumps.
  const step = 1e-7;
  const at = (sign: number): number => value(Array.from(numbers, (v, j) => v + sign * step * direction[j]!));
  return { found, wanted: (at(1) - at(-1)) / (2 * step) };
}

/** @throws Error if the slopes differ by more than a share of `tolerance`. */
export function expectSlope(what: string, { found, wanted }: Slope, tolerance: number): void {
  // False for NaN.
  if (Math.abs(found - wanted) <= tolerance * Math.abs(wanted)) return;
  throw new Error(`${what}: expected a slope of ${wanted}, got ${found}`);
}
