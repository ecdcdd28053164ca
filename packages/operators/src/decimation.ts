import type { LinearOperator } from "@genericdp/core";
import { sampledConvolution } from "./sampled-convolution.ts";

export interface DecimationOptions {
  /** The first row and column that is kept: 0 (without it) … factor − 1. */
  readonly phase?: number;
}

/**
 * Keeps every `factor`-th row and column; images must have sides that are multiples of it. The adjoint puts
 * zeros in between.
 *
 * After a circular blur, by {@link compose}, it is the model of super-resolution, with a proximal map in
 * closed form.
 *
 * @throws RangeError for a factor or a phase that is none.
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
