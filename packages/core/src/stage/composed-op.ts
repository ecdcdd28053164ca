import { getGradient, registerGradient } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";
import { provideTfjsKernel, runTfjsKernel } from "../tfjs-kernel.ts";

/** An op of ours: two tfjs kernels that a backend may bring, and what runs where it does not. */
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

/** Gives the current backend the composed kernels where it has none of its own, and tfjs the gradient. */
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
        // All gradients come from one pass, made before tfjs asks for the first of them.
        const gradients = runTfjsKernel(gradientName, [dy as Tensor, ...saved], attrs) as Tensor[];
        return Object.fromEntries(gradients.map((value, i) => [i, () => value]));
      },
    });
  }
}
