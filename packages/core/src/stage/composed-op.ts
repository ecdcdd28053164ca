import { getGradient, registerGradient } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { provideTfjsKernel, runTfjsKernel } from "../tfjs-kernel.ts";

/**
 * One of our ops: two tfjs kernels that a backend may provide, and the composed versions for other backends.
 */
export interface ComposedOp<Attributes extends object> {
  readonly kernelName: string;
  /**
   * Its gradient: the inputs preceded by `dy`; the outputs are the gradients of the inputs, in their order.
   */
  readonly gradientName: string;
  forward(inputs: Tensor[], attributes: Attributes): Tensor;
  gradient(dy: Tensor, inputs: Tensor[], attributes: Attributes): Tensor[];
}

/** Runs the op on the current backend, differentiably. */
export function runForward<A extends object>(
  op: ComposedOp<A>,
  inputs: readonly Tensor[],
  attributes: A,
): Tensor {
  ensureRegistered(op);
  return runTfjsKernel(op.kernelName, inputs, attributes) as Tensor;
}

/** All gradients of ⟨dy, op(inputs)⟩ in one pass. */
export function runGradient<A extends object>(
  op: ComposedOp<A>,
  dy: Tensor,
  inputs: readonly Tensor[],
  attributes: A,
): Tensor[] {
  ensureRegistered(op);
  return runTfjsKernel(op.gradientName, [dy, ...inputs], attributes) as Tensor[];
}

/**
 * Registers the composed kernels for the current backend, unless it has its own, and the gradient with tfjs.
 */
function ensureRegistered<A extends object>({
  kernelName,
  gradientName,
  forward,
  gradient,
}: ComposedOp<A>): void {
  provideTfjsKernel<A>(kernelName, forward);
  provideTfjsKernel<A>(gradientName, ([dy, ...inputs], attributes) => gradient(dy!, inputs, attributes));
  if (getGradient(kernelName) === undefined) {
    registerGradient({
      kernelName,
      saveAllInputs: true,
      gradFunc: (dy, saved, attrs) => {
        // All gradients are computed in one pass, before tfjs requests the first one.
        const gradients = runTfjsKernel(gradientName, [dy as Tensor, ...saved], attrs) as Tensor[];
        return Object.fromEntries(gradients.map((value, i) => [i, () => value]));
      },
    });
  }
}
