import { backend, tensor } from "@tensorflow/tfjs-core";
import type { DataId, Tensor, TensorInfo } from "@tensorflow/tfjs-core";

/** What tfjs's WebAssembly backend has in addition: the memory that its tensors are in. */
interface HeapBackend {
  readonly dataIdMap: { get(dataId: DataId): unknown };
  typedArrayFromHeap(values: TensorInfo): Float32Array;
  makeOutput(shape: readonly number[], dtype: "float32"): TensorInfo;
}

/**
 * Brings tensors to the current backend, where another one made them. From then until memory is asked for
 * again, what `numbersOf` gives stays valid.
 */
export function bringTensors(tensors: readonly Tensor[]): void {
  const heap = currentHeap();
  if (heap !== undefined) for (const { dataId } of tensors) heap.dataIdMap.get(dataId);
}

/**
 * The numbers of a tensor on the current backend: in place where its memory is known, since for a fast
 * kernel copies are a large part of the time.
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
