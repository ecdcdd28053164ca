import { waitFor } from "@genericdp/core";
import type { TensorWork } from "@genericdp/core";
import type { GenericDP } from "@genericdp/model";
import { tensor4d } from "@tensorflow/tfjs-core";
import { denoiseStrips, readLevels } from "./denoise-strips.ts";
import type { DenoiseStripsOptions } from "./denoise-strips.ts";

/** Pixels that are worked on at a time: with all that a stage makes of them, some 150 MB. */
const STRIP_PIXELS = 2 ** 22;
/** What strips see of their neighbours is computed twice: so many rows keep it small. */
const FEWEST_ROWS = 256;

export type DenoisePlaneOptions = Omit<DenoiseStripsOptions, "rows">;

/**
 * Runs a process on one plane of `height × width` gray levels, and lets the caller in after every part. The
 * plane is left unchanged.
 *
 * Large planes are taken in strips: the memory beyond the plane and the result does not grow with them.
 */
export function* denoisePlane(
  diffusion: GenericDP,
  plane: Float32Array,
  options: DenoisePlaneOptions,
): TensorWork<Float32Array<ArrayBuffer>> {
  const { width, height, noiseLevel, afterPart } = options;
  const rows = Math.max(Math.floor(STRIP_PIXELS / width), FEWEST_ROWS);
  if (rows < height) return yield* denoiseStrips(diffusion, plane, { ...options, rows });
  let last = tensor4d(plane, [1, height, width, 1]);
  try {
    let stage = 0;
    for (const u of diffusion.stages(last, { noiseLevel })) {
      last.dispose();
      last = u;
      const done = ++stage / diffusion.stageCount;
      yield* waitFor(() => afterPart(done));
    }
    return new Float32Array(yield* readLevels(last));
  } finally {
    last.dispose();
  }
}
