import { waitFor } from "@genericdp/core";
import type { AsyncDenoiser, TensorWork } from "@genericdp/core";
import { runDenoiser } from "@genericdp/hqs";
import { tensor4d } from "@tensorflow/tfjs-core";
import { isDiffusion } from "./denoiser-source.ts";
import { denoiseStrips, readLevels } from "./denoise-strips.ts";
import type { DenoiseStripsOptions } from "./denoise-strips.ts";

/** Pixels that are processed at a time: about 150 MB, including the intermediate results of a stage. */
const STRIP_PIXELS = 2 ** 22;
/**
 * Rows that strips read from their neighbours are computed twice; with this many rows, their share is small.
 */
const FEWEST_ROWS = 256;

export type DenoisePlaneOptions = Omit<DenoiseStripsOptions, "rows">;

/**
 * Runs a denoiser on a plane of `height × width` gray levels, or on interleaved planes if it has several
 * channels. Other code may run after every part. The plane stays unchanged.
 *
 * A diffusion process handles large planes in strips, so that the memory beyond plane and result does not
 * grow with the image. Any other denoiser gets the whole plane at once.
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
      // One stage at a time: `stages` keeps handles, for each of which tfjs would copy the image.
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
