import {
  engine,
  getBackend,
  getGradient,
  getKernel,
  registerGradient,
  registerKernel,
} from "@tensorflow/tfjs-core";
import type { NamedAttrMap, NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";

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
  return runOn(op.kernelName, inputs, attributes) as Tensor;
}

/** All gradients of ⟨dy, op(inputs)⟩ in one pass. */
export function runGradient<A extends object>(
  op: ComposedOp<A>,
  dy: Tensor,
  inputs: readonly Tensor[],
  attributes: A,
): Tensor[] {
  ensureRegistered(op);
  return runOn(op.gradientName, [dy, ...inputs], attributes) as Tensor[];
}

function runOn(kernel: string, tensors: readonly Tensor[], attributes: object): Tensor | Tensor[] {
  // tfjs takes a map; an array is one from positions to tensors, and saving all inputs for the gradient wants
  // an array.
  const inputs = Object.assign([...tensors], {} as NamedTensorMap);
  return engine().runKernel(kernel, inputs, { ...attributes } as NamedAttrMap);
}

/** Gives the current backend the composed kernels where it has none of its own, and tfjs the gradient. */
function ensureRegistered<A extends object>({
  kernelName,
  gradientName,
  forward,
  gradient,
}: ComposedOp<A>): void {
  const backendName = getBackend();
  if (getKernel(kernelName, backendName) === undefined) {
    registerKernel({
      kernelName,
      backendName,
      kernelFunc: ({ inputs, attrs }) => forward(Object.values(inputs) as Tensor[], attrs as A),
    });
  }
  if (getKernel(gradientName, backendName) === undefined) {
    registerKernel({
      kernelName: gradientName,
      backendName,
      kernelFunc: ({ inputs, attrs }) => {
        const [dy, ...rest] = Object.values(inputs) as Tensor[];
        return gradient(dy!, rest, attrs as A);
      },
    });
  }
  if (getGradient(kernelName) === undefined) {
    registerGradient({
      kernelName,
      saveAllInputs: true,
      gradFunc: (dy, saved, attrs) => {
        // All gradients come from one pass, made before tfjs asks for the first of them.
        const gradients = runOn(gradientName, [dy as Tensor, ...saved], attrs) as Tensor[];
        return Object.fromEntries(gradients.map((value, i) => [i, () => value]));
      },
    });
  }
}
