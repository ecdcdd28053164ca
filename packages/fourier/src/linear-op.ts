import { provideTfjsKernel, runTfjsKernel } from "@genericdp/core";
import { backend, getGradient, registerGradient } from "@tensorflow/tfjs-core";
import type { Tensor } from "@tensorflow/tfjs-core";

/** A linear op of ours as one tfjs kernel, whose gradient is the same kernel with other attributes. */
export interface LinearOp<Attributes extends object> {
  readonly kernelName: string;
  /** In memory: for backends whose numbers are there anyway. */
  onHost(inputs: readonly Tensor[], attributes: Attributes): Tensor[];
  /** Composed of tfjs ops: for all others. */
  composed(inputs: readonly Tensor[], attributes: Attributes): Tensor[];
  /** The attributes that make the op its own transpose. */
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
 * Whether the current backend keeps its numbers in memory. One whose class can hand them over on a GPU keeps
 * them there: reading them means waiting, and not every such backend can wait. (Compared with tfjs's base
 * class instead, a backend of another copy of tfjs-core would never be one of memory.)
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
