import { provideTfjsKernel, runTfjsKernel } from "@genericdp/core";
import { backend, getGradient, registerGradient } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

/** A linear op as one tfjs kernel. Its gradient is the same kernel with other attributes. */
export interface LinearOp<Attributes extends object> {
  readonly kernelName: string;
  /** For backends that keep their numbers in main memory. */
  onHost(inputs: readonly Tensor[], attributes: Attributes): Tensor[];
  /** For all other backends: composed of tfjs ops. */
  composed(inputs: readonly Tensor[], attributes: Attributes): Tensor[];
  /** The attributes that turn the op into its transpose. */
  transpose(attributes: Attributes): Attributes;
}

/** Runs the op on the current backend, differentiably. */
export function runLinearOp<A extends object>(
  op: LinearOp<A>,
  tensors: readonly Tensor[],
  attributes: A,
): Tensor[] {
  register(op);
  const outputs = runTfjsKernel(op.kernelName, tensors, attributes);
  return Array.isArray(outputs) ? outputs : [outputs];
}

/**
 * Whether the current backend keeps its numbers in main memory. A backend class with `readToGPU` keeps them
 * on the GPU: reading them means waiting, and some of these backends cannot wait synchronously. (Comparing
 * with tfjs's base class instead would fail for a backend from another copy of tfjs-core.)
 */
function isOnHost(): boolean {
  return !Object.hasOwn(Object.getPrototypeOf(backend()) as object, "readToGPU");
}

function register<A extends object>(op: LinearOp<A>): void {
  const { kernelName } = op;
  provideTfjsKernel<A>(kernelName, (tensors, attributes) =>
    (isOnHost() ? op.onHost : op.composed)(tensors, attributes),
  );
  if (getGradient(kernelName) === undefined) {
    registerGradient({
      kernelName,
      gradFunc: (dy, _, attrs) => {
        const gradients = runLinearOp(op, Array.isArray(dy) ? dy : [dy], op.transpose(attrs as A));
        return Object.fromEntries(gradients.map((value, i) => [i, () => value]));
      },
    });
  }
}
