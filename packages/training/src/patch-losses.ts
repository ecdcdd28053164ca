import type { PatchBatch } from "./patch-sampler.ts";

export interface ObjectiveOptions {
  /** Width of the rim that the loss ignores, in pixels. */
  readonly margin: number;
  /** See Recipe.lossOffset. */
  readonly lossOffset: number;
  /** Number of leading stages whose parameters are fixed; their gradient is zero. */
  readonly frozen?: number;
}

/** Loss and gradient, summed over the patches of a batch. */
export interface ObjectiveValue {
  readonly loss: number;
  /** Gradient, of the length of the parameters. */
  readonly gradient: Float32Array;
}

/** The sum of the losses of all patches, and its derivative with respect to every level of u_T. */
export function patchLosses(
  estimate: Float32Array,
  { count, side, channels, clean, noiseLevels, planeFactors }: Omit<PatchBatch, "noisy">,
  { margin, lossOffset }: ObjectiveOptions,
): { loss: number; error: Float32Array } {
  const row = side * channels;
  const length = side * row;
  const error = new Float32Array(count * length);
  const inner = (side - 2 * margin) ** 2 * channels;
  let loss = 0;
  for (let b = 0; b < count; b++) {
    let squares = 0;
    const shares = planeFactors?.[b]?.map((factor) => 1 / factor);
    for (let y = margin; y < side - margin; y++) {
      const from = b * length + y * row + margin * channels;
      for (let at = from; at < from + row - 2 * margin * channels; at++) {
        const share = shares?.[at % channels] ?? 1;
        const difference = (estimate[at]! - clean[at]!) * share;
        squares += difference * difference;
        error[at] = difference * share;
      }
    }
    const floored = squares / inner + lossOffset * noiseLevels[b]!;
    loss += Math.log(floored);
    const weight = 2 / (inner * floored);
    for (let at = b * length; at < (b + 1) * length; at++) error[at] = error[at]! * weight;
  }
  return { loss, error };
}
