import { conv2d, reshape, reverse, transpose } from "@tensorflow/tfjs-core";
import type { Tensor3D, Tensor4D } from "@tensorflow/tfjs-core";
import { padSymmetric } from "./symmetric-border.ts";

/** `x` mirrored as far out as the responses of `filters` on their grown domain look. */
export function borders(x: Tensor4D, filters: Tensor3D): { padded: Tensor4D; border: number } {
  const border = filters.shape[1] - 1;
  return { padded: padSymmetric(x, border), border };
}

/** k_i * x, "valid": `[b, h, w, 1]` → `[b, h−n+1, w−n+1, count]`. */
export function correlate(x: Tensor4D, filters: Tensor3D): Tensor4D {
  const [count, size] = filters.shape;
  return conv2d(x, reshape(transpose(filters, [1, 2, 0]), [size, size, 1, count]), 1, "valid");
}

/** Σ_i k̄_i * p_i, "valid": `[b, h, w, count]` → `[b, h−n+1, w−n+1, 1]`. */
export function correlateAdjoint(p: Tensor4D, filters: Tensor3D): Tensor4D {
  const [count, size] = filters.shape;
  const turned = transpose(reverse(filters, [1, 2]), [1, 2, 0]);
  return conv2d(p, reshape(turned, [size, size, count, 1]), 1, "valid");
}

/** Σ over samples and pixels q of weights_i[q] x[q+d], for every tap d of `like`: `[count, size, size]`. */
export function correlateWith(x: Tensor4D, weights: Tensor4D, like: Tensor3D): Tensor3D {
  // A convolution whose filter is the weight map and whose channels are the samples.
  const image = transpose(x, [3, 1, 2, 0]) as Tensor4D;
  const kernel = transpose(weights, [1, 2, 0, 3]) as Tensor4D;
  const taps = conv2d(image, kernel, 1, "valid");
  return reshape(transpose(taps, [3, 1, 2, 0]), like.shape);
}
