import { waitFor } from "@genericdp/core";
import type { TensorWork } from "@genericdp/core";
import { stageReach } from "@genericdp/model";
import type { GenericDP } from "@genericdp/model";
import { tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

export interface DenoiseStripsOptions {
  readonly width: number;
  readonly height: number;
  readonly noiseLevel: number;
  /** Approximate number of rows of a strip. */
  readonly rows: number;
  /**
   * Called and awaited after every part with the fraction of the work that is done. An error that it throws
   * ends the work.
   */
  readonly afterPart: (done: number) => Promise<void>;
}

/**
 * Runs a process on one plane in place, stage by stage and strip by strip. The rows of a strip are
 * overwritten after the rows that the next strip reads have been copied. The result is the same as for the
 * whole plane at once.
 */
export function* denoiseStrips(
  diffusion: GenericDP,
  plane: Float32Array,
  { width, height, noiseLevel, rows: wanted, afterPart }: DenoiseStripsOptions,
): TensorWork<Float32Array<ArrayBuffer>> {
  const { grid, margin } = stageReach(diffusion.model.architecture);
  const row = plane.length / height;
  const rows = Math.max(Math.ceil(wanted / grid) * grid, margin);
  const strips = Math.ceil(height / rows);
  const result = new Float32Array(plane);
  const rowsOf = (values: Float32Array, from: number, to: number): Float32Array =>
    values.subarray(from * row, to * row);
  // One for all strips and stages: new memory costs more than the copy into it.
  const seen = new Float32Array(Math.min(rows + 2 * margin, height) * row);
  let done = 0;
  for (let t = 1; t <= diffusion.stageCount; t++) {
    let above: Float32Array = new Float32Array(0);
    for (let top = 0; top < height; top += rows) {
      const bottom = Math.min(top + rows, height);
      const [first, end] = [Math.max(top - margin, 0), Math.min(bottom + margin, height)];
      const u = seen.subarray(0, (end - first) * row);
      u.set(above);
      u.set(rowsOf(result, top, end), above.length);
      const next = yield* runStage(diffusion, u, rowsOf(plane, first, end), {
        t,
        size: [end - first, width],
        noiseLevel,
      });
      above = rowsOf(result, Math.max(bottom - margin, 0), bottom).slice();
      result.set(rowsOf(next, top - first, bottom - first), top * row);
      const share = ++done / (strips * diffusion.stageCount);
      yield* waitFor(() => afterPart(share));
    }
  }
  return result;
}

function* runStage(
  diffusion: GenericDP,
  u: Float32Array,
  observation: Float32Array,
  { t, size: [height, width], noiseLevel }: { t: number; size: [number, number]; noiseLevel: number },
): TensorWork<Float32Array> {
  const shape: [number, number, number, number] = [1, height, width, u.length / (height * width)];
  const [x, f] = [tensor4d(u, shape), tensor4d(observation, shape)];
  try {
    const next = diffusion.stage(x, f, t, noiseLevel);
    try {
      return yield* readLevels(next);
    } finally {
      next.dispose();
    }
  } finally {
    x.dispose();
    f.dispose();
  }
}

/** The numbers of a tensor, which is not disposed. */
export function* readLevels(x: Tensor4D): TensorWork<Float32Array> {
  return yield* waitFor(() => x.data<"float32">());
}
