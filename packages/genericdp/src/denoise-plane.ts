import { waitFor } from "@genericdp/core";
import type { AsyncDenoiser, TensorWork } from "@genericdp/core";
import { runDenoiser } from "@genericdp/hqs";
import { tensor4d } from "@tensorflow/tfjs-core";
import { isDiffusion } from "./denoiser-source.ts";
import { denoiseStrips, readLevels } from "./denoise-strips.ts";
import type { DenoiseStripsOptions } from "./denoise-strips.ts";

/** Pixels that are worked on at a time: with all that a stage makes of them, some 150 MB. */
const STRIP_PIXELS = 2 ** 22;
/** What strips see of their neighbours is computed twice: so many rows keep it small. */
const FEWEST_ROWS = 256;

export type DenoisePlaneOptions = Omit<DenoiseStripsOptions, "rows">;

/**
 * Runs a denoiser on one plane of `height × width` gray levels, or on as many interleaved ones as it has
 * channels, and lets the caller in after every part. The plane is left unchanged.
 *
 * A diffusion process takes large planes in strips: the memory beyond the plane and the result does not grow
 * with them. Any other denoiser gets the whole plane at once.
 */
export function* denoisePlane(
  denoiser: AsyncDenoiser,
  plane: Float32Array,
  options: DenoisePlaneOptions,
): TensorWork<Float32Array<ArrayBuffer>> {
  const { width, height, noiseLevel, afterPart } = options;
  const channels = plane.length / (width * height);
  const rows = Math.max(Math.floor(STRIP_PIXELS / (width * channels)), FEWEST_ROWS);
  if (isDiffusion(denoiser) && rows < height) {
    return yield* denoiseStrips(denoiser, plane, { ...options, rows });
  }
  const observation = tensor4d(plane, [1, height, width, channels]);
  let last = observation;
  try {
    if (isDiffusion(denoiser)) {
      // One by one: `stages` keeps handles of its own, for each of which tfjs copies the image.
      for (let t = 1; t <= denoiser.stageCount; t++) {
        const u = denoiser.stage(last, observation, t, noiseLevel);
        if (last !== observation) last.dispose();
        last = u;
        yield* waitFor(() => afterPart(t / denoiser.stageCount));
      }
    } else {
      last = yield* runDenoiser(denoiser.name, observation, (u) => denoiser.denoise(u, { noiseLevel }));
      yield* waitFor(() => afterPart(1));
    }
    return new Float32Array(yield* readLevels(last));
  } finally {
    if (last !== observation) last.dispose();
    observation.dispose();
  }
}
