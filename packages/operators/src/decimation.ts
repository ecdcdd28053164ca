import type { LinearOperator } from "@genericdp/core";
import { sampledConvolution } from "./sampled-convolution.ts";

export interface DecimationOptions {
  /** The first row and column that are kept: 0 … factor − 1. Default: 0. */
  readonly phase?: number;
}

/**
 * Keeps every `factor`-th row and column of images whose sides are multiples of `factor`. The adjoint inserts
 * zeros.
 *
 * Composed with a circular blur by {@link compose}, it is the model of super-resolution, with a proximal map
 * in closed form.
 *
 * @throws RangeError for an invalid factor or phase.
 */
export function decimation(factor: number, { phase = 0 }: DecimationOptions = {}): LinearOperator {
  if (!(Number.isSafeInteger(factor) && factor >= 1)) {
    throw new RangeError(`decimation: expected a whole factor ≥ 1, got ${factor}`);
  }
  if (!(Number.isSafeInteger(phase) && phase >= 0 && phase < factor)) {
    throw new RangeError(`decimation: expected a phase of 0 … ${factor - 1}, got ${phase}`);
  }
  return sampledConvolution(`decimation by ${factor}`, { factor, phase });
}
