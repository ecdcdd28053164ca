import type { LinearOperator } from "@genericdp/core";
import { Tensor, tidy, util } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { conjugateGradients } from "./conjugate-gradients.ts";
import { NotConverged } from "./not-converged.ts";
import type { ScheduledStep } from "./schedule.ts";

/** What is settled before there is a measurement. */
export interface Splitting {
  readonly operator: LinearOperator;
  readonly noiseLevel: number;
  readonly steps: readonly ScheduledStep[];
  readonly onNotConverged: "continue" | "throw";
  readonly tolerance?: number | undefined;
  readonly innerIterations?: number | undefined;
}

export interface DataStepResult {
  readonly estimate: Tensor4D;
  readonly converged: boolean;
}

/** argmin_u ½‖u − z‖² + (γ/2)‖A u − y‖², in closed form where the operator has one. */
export async function runDataStep(
  { operator, onNotConverged, tolerance, innerIterations }: Splitting,
  gamma: number,
  z: Tensor4D,
  y: Tensor4D,
  signal: AbortSignal | undefined,
): Promise<DataStepResult> {
  if (operator.proxL2) return { estimate: operator.proxL2(z, y, gamma), converged: true };
  try {
    const { estimate } = await conjugateGradients(operator, z, y, {
      gamma,
      signal,
      ...(tolerance !== undefined && { tolerance }),
      ...(innerIterations !== undefined && { iterations: innerIterations }),
    });
    return { estimate, converged: true };
  } catch (error) {
    if (error instanceof NotConverged && onNotConverged === "continue") {
      return { estimate: error.estimate, converged: false };
    }
    throw error;
  }
}

/**
 * z of u; u itself where a denoiser hands it back. Nothing is left behind, not even where it throws.
 *
 * @throws TypeError or RangeError where the prior gives anything but a tensor of u's shape.
 */
export function runPriorStep(where: string, { apply }: ScheduledStep, u: Tensor4D): Tensor4D {
  return tidy(() => {
    const z = apply(u);
    if (!(z instanceof Tensor)) {
      throw new TypeError(`${where}: expected a tensor from the denoiser, got ${String(z)}`);
    }
    if (!util.arraysEqual(z.shape, u.shape)) {
      throw new RangeError(`${where}: expected [${u.shape}] from the denoiser, got [${z.shape}]`);
    }
    return z;
  });
}
