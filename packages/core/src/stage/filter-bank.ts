import {
  Tensor,
  concat,
  conv2d,
  gather,
  reverse,
  slice,
  tensor1d,
  tidy,
  transpose,
  zeros,
} from "@tensorflow/tfjs-core";
import type { Tensor2D, Tensor4D } from "@tensorflow/tfjs-core";
import { padSymmetric } from "./symmetric-border.ts";

/** `x`, mirrored as far as the responses of `filters` on their extended domain reach. */
export function borders(x: Tensor4D, filters: Tensor4D): { padded: Tensor4D; border: number } {
  const border = filters.shape[1] - 1;
  return { padded: padSymmetric(x, border), border };
}

/** k_i * x, summed over channels, "valid": `[b, h, w, c]` → `[b, h−n+1, w−n+1, count]`. */
export function correlate(x: Tensor4D, filters: Tensor4D): Tensor4D {
  return conv2d(x, transpose(filters, [1, 2, 3, 0]), 1, "valid");
}

/** Σ_i k̄_i * p_i for each channel, "valid": `[b, h, w, count]` → `[b, h−n+1, w−n+1, c]`. */
export function correlateAdjoint(p: Tensor4D, filters: Tensor4D): Tensor4D {
  return conv2d(p, transpose(reverse(filters, [1, 2]), [1, 2, 0, 3]), 1, "valid");
}

/**
 * Σ over samples and pixels q of weights_i[q] x_c[q+d] for every tap d of a filter:
 * `[count, size, size, c]`.
 */
export function correlateWith(x: Tensor4D, weights: Tensor4D): Tensor4D {
  // This is a convolution whose filter is the weight map and whose channels are the samples.
  const image = transpose(x, [3, 1, 2, 0]) as Tensor4D;
  const kernel = transpose(weights, [1, 2, 0, 3]) as Tensor4D;
  return transpose(conv2d(image, kernel, 1, "valid"), [3, 1, 2, 0]);
}

/** The given channels of an image, in that order. */
export function pickChannels(x: Tensor4D, channels: readonly number[]): Tensor4D {
  if (isAll(channels, x.shape[3])) return x.clone();
  return tidy(() => gather(x, tensor1d([...channels], "int32"), 3));
}

/**
 * The transpose of {@link pickChannels}: an image of `count` channels that are zero except for the given
 * ones.
 */
export function placeChannels(x: Tensor4D, channels: readonly number[], count: number): Tensor4D {
  if (isAll(channels, count)) return x.clone();
  return tidy(() => {
    const [batch, height, width] = x.shape;
    const planes = Array.from({ length: count }, (_, channel): Tensor4D => {
      const at = channels.indexOf(channel);
      if (at < 0) return zeros([batch, height, width, 1]);
      return slice(x, [0, 0, 0, at], [batch, height, width, 1]);
    });
    return concat(planes, 3);
  });
}

function isAll(channels: readonly number[], count: number): boolean {
  return channels.length === count && channels.every((channel, i) => channel === i);
}

/** The parts of a bank. */
interface FilterBank {
  /** `[count, size, size, channels]`. */
  readonly filters: Tensor4D;
  /** `[count, nodes]`. */
  readonly influence: Tensor2D;
  readonly radius: number;
}

/**
 * Checks that filters, tables and a radius match.
 *
 * @param of the owner of the bank, such as " of scale 1".
 * @throws RangeError whose message starts with `op`.
 */
export function checkFilterBank(
  { filters, influence, radius }: FilterBank,
  channels: number,
  op: string,
  of = "",
): void {
  const refuse = (wanted: string, got: unknown): never => {
    throw new RangeError(`${op}: expected ${wanted}, got ${describe(got)}`);
  };
  const [count, rows, columns] = filters.shape;
  if (filters.rank !== 4 || rows !== columns || rows % 2 === 0 || filters.shape[3] !== channels) {
    refuse(`filters${of} to be [count, size, size, ${channels}], odd size`, filters);
  }
  if (influence.rank !== 2 || influence.shape[0] !== count || influence.shape[1] < 2) {
    refuse(`influence${of} to be [${count}, nodes ≥ 2]`, influence);
  }
  if (!(radius > 0 && Number.isFinite(radius))) refuse(`a positive radius${of}`, radius);
}

/** A tensor by its shape, anything else as text. */
export function describe(value: unknown): string {
  return value instanceof Tensor ? `[${value.shape}]` : String(value);
}
