import { engine, getBackend, getKernel, registerKernel } from "@tensorflow/tfjs-core";
import type { NamedAttrMap, NamedTensorMap, Tensor } from "@tensorflow/tfjs-core";

/** Runs a kernel of the current backend on tensors in order. */
export function runTfjsKernel(
  kernelName: string,
  tensors: readonly Tensor[],
  attributes: object,
): Tensor | Tensor[] {
  // tfjs expects a map; an array is one, from positions to tensors, and is required to save all inputs for
  // the gradient.
  const inputs = Object.assign([...tensors], {} as NamedTensorMap);
  return engine().runKernel(kernelName, inputs, { ...attributes } as NamedAttrMap);
}

/** Registers a kernel for the current backend, unless it has one with this name. */
export function provideTfjsKernel<Attributes extends object>(
  kernelName: string,
  run: (tensors: Tensor[], attributes: Attributes) => Tensor | Tensor[],
): void {
  const backendName = getBackend();
  if (getKernel(kernelName, backendName) !== undefined) return;
  registerKernel({
    kernelName,
    backendName,
    kernelFunc: ({ inputs, attrs }) => run(Object.values(inputs) as Tensor[], attrs as Attributes),
  });
}
