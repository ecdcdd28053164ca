import type { MathBackendCPU } from "@tensorflow/tfjs-backend-cpu/dist/backend_cpu";
import { util } from "@tensorflow/tfjs-core";
import type { KernelConfig, KernelFunc, TensorInfo } from "@tensorflow/tfjs-core";

/** Writes the results of all pairs; a step of 0 repeats a single value. */
type Loop = (a: Float32Array, stepA: number, b: Float32Array, stepB: number, results: Float32Array) => void;

/** One loop for each operation, so that the engine compiles it for this operation only. */
export const LOOPS: Readonly<Record<"add" | "sub" | "mul" | "div", Loop>> = {
  add: (a, stepA, b, stepB, results) => {
    if (stepA === 1 && stepB === 1) for (let i = 0; i < results.length; i++) results[i] = a[i]! + b[i]!;
    else for (let i = 0; i < results.length; i++) results[i] = a[i * stepA]! + b[i * stepB]!;
  },
  sub: (a, stepA, b, stepB, results) => {
    if (stepA === 1 && stepB === 1) for (let i = 0; i < results.length; i++) results[i] = a[i]! - b[i]!;
    else for (let i = 0; i < results.length; i++) results[i] = a[i * stepA]! - b[i * stepB]!;
  },
  mul: (a, stepA, b, stepB, results) => {
    if (stepA === 1 && stepB === 1) for (let i = 0; i < results.length; i++) results[i] = a[i]! * b[i]!;
    else for (let i = 0; i < results.length; i++) results[i] = a[i * stepA]! * b[i * stepB]!;
  },
  div: (a, stepA, b, stepB, results) => {
    if (stepA === 1 && stepB === 1) for (let i = 0; i < results.length; i++) results[i] = a[i]! / b[i]!;
    else for (let i = 0; i < results.length; i++) results[i] = a[i * stepA]! / b[i * stepB]!;
  },
};

/**
 * A kernel of tfjs for two tensors, with a loop of its own for tensors of the same shape, a single number, or
 * one number for all channels of a pixel. That of tfjs calls functions and divides for each value, and takes
 * ten to a hundred times as long.
 */
export function arithmetic(kernel: KernelConfig, loop: Loop): KernelConfig {
  const kernelFunc: KernelFunc = (given) => {
    const { a, b } = given.inputs as { readonly a: TensorInfo; readonly b: TensorInfo };
    const backend = given.backend as MathBackendCPU;
    const shape = a.shape.length < b.shape.length || isRepeated(a, b.shape) ? b.shape : a.shape;
    const [left, right] = [a, b].map((operand) => operandFor(operand, shape, backend));
    if (left === undefined || right === undefined) return kernel.kernelFunc(given);
    const results = new Float32Array(util.sizeFromShape(shape));
    loop(left.values, left.step, right.values, right.step, results);
    return backend.makeTensorInfo(shape, "float32", results);
  };
  return { ...kernel, kernelFunc };
}

interface Operand {
  readonly values: Float32Array;
  /** 0 for a single number that is repeated. */
  readonly step: 0 | 1;
}

/** The values of a tensor for a result of this shape; undefined if tfjs has to find them. */
function operandFor(
  tensor: TensorInfo,
  shape: readonly number[],
  backend: MathBackendCPU,
): Operand | undefined {
  if (tensor.dtype !== "float32" || tensor.shape.length > shape.length) return undefined;
  const { values } = backend.data.get(tensor.dataId) as { values: Float32Array };
  if (util.arraysEqual(tensor.shape, [...shape])) return { values, step: 1 };
  if (values.length === 1) return { values, step: 0 };
  if (!isRepeated(tensor, shape)) return undefined;
  const channels = shape.at(-1)!;
  const repeated = new Float32Array(values.length * channels);
  for (let pixel = 0; pixel < values.length; pixel++) {
    repeated.fill(values[pixel]!, pixel * channels, (pixel + 1) * channels);
  }
  return { values: repeated, step: 1 };
}

/** Whether the tensor has one number for all channels of a pixel. */
function isRepeated({ shape: own }: TensorInfo, shape: readonly number[]): boolean {
  return (
    own.length === shape.length && own.every((side, i) => side === (i === shape.length - 1 ? 1 : shape[i]))
  );
}
