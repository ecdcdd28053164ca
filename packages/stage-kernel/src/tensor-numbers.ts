import { backend, tensor } from "@tensorflow/tfjs-core";
import type { DataId, Tensor, TensorInfo } from "@tensorflow/tfjs-core";

/** The WebAssembly backend of tfjs, which also has the memory of its tensors. */
interface HeapBackend {
  readonly dataIdMap: { get(dataId: DataId): unknown };
  typedArrayFromHeap(values: TensorInfo): Float32Array;
  makeOutput(shape: readonly number[], dtype: "float32"): TensorInfo;
}

/**
 * Moves tensors of other backends to the current one. The results of `numbersOf` then stay valid until the
 * next allocation.
 */
export function bringTensors(tensors: readonly Tensor[]): void {
  const heap = currentHeap();
  if (heap !== undefined) for (const { dataId } of tensors) heap.dataIdMap.get(dataId);
}

/**
 * The numbers of a tensor on the current backend, without copying if its memory is known: for a fast kernel,
 * copies are a large part of the time.
 */
export function numbersOf(values: Tensor): Float32Array {
  return currentHeap()?.typedArrayFromHeap(values) ?? values.dataSync<"float32">();
}

/** A tensor whose numbers `fill` writes; the inputs must be read in `fill`, not before. */
export function filledTensor(shape: readonly number[], fill: (out: Float32Array) => void): TensorInfo {
  const heap = currentHeap();
  if (heap === undefined) {
    const out = new Float32Array(shape.reduce((product, length) => product * length, 1));
    fill(out);
    return tensor(out, [...shape]);
  }
  const made = heap.makeOutput(shape, "float32");
  fill(heap.typedArrayFromHeap(made));
  return made;
}

function currentHeap(): HeapBackend | undefined {
  const current: Partial<HeapBackend> = backend() as object;
  return current.typedArrayFromHeap === undefined || current.makeOutput === undefined
    ? undefined
    : (current as HeapBackend);
}
