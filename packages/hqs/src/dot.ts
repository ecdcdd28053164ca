import { waitFor } from "@genericdp/core";
import type { TensorWork } from "@genericdp/core";
import { mul, sum } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor, Tensor4D } from "@tensorflow/tfjs-core";

/**
 * ⟨a, b⟩ over all pixels. Rows are added first, because a single float32 sum over a whole image would lose
 * digits.
 */
export function dot(a: Tensor4D, b: Tensor4D): Scalar {
  return sum(sum(mul(a, b), [2, 3]));
}

/** The numbers of a tensor, which is disposed. */
export function* takeNumbers(tensor: Tensor): TensorWork<Float32Array> {
  try {
    return yield* waitFor(() => tensor.data<"float32">());
  } finally {
    tensor.dispose();
  }
}
