import { nextTask } from "@genericdp/core";
import type { AsyncDenoiser, TensorWork } from "@genericdp/core";
import type { Degradation } from "@genericdp/degradations";
import type { Plane } from "@genericdp/image";
import { denoisePlane } from "./denoise-plane.ts";
import { denoiseRows } from "./denoise-rows.ts";
import type { RestoreSettings } from "./options.ts";
import { SELF_ENSEMBLE_SIZE, selfEnsemble } from "./self-ensemble.ts";
import { solvePlane } from "./solve-plane.ts";

/** Restores a measured plane and reports its progress. */
export type PlaneRestoration = (
  denoiser: AsyncDenoiser,
  measured: Plane,
  noiseLevel: number,
  onProgress: (fraction: number) => void,
) => TensorWork<Plane>;

/** There was only noise: the denoiser runs once, or once for each orientation. */
export function denoising({
  selfEnsemble: ensemble = false,
  signal,
  rows,
}: RestoreSettings): PlaneRestoration {
  return function* (denoiser, measured, noiseLevel, onProgress): TensorWork<Plane> {
    const runs = ensemble ? SELF_ENSEMBLE_SIZE : 1;
    let run = 0;
    const afterPart = async (done: number): Promise<void> => {
      onProgress((run + done) / runs);
      await nextTask();
      signal?.throwIfAborted();
    };
    const denoise = function* ({ data, ...size }: Plane): TensorWork<Float32Array<ArrayBuffer>> {
      const settings = { ...size, noiseLevel, afterPart };
      const clean = yield* rows === undefined
        ? denoisePlane(denoiser, data, settings)
        : denoiseRows(denoiser, data, { ...settings, rows });
      run++;
      return clean;
    };
    const data = yield* ensemble ? selfEnsemble(measured, denoise) : denoise(measured);
    return { width: measured.width, height: rows ? rows.to - rows.from : measured.height, data };
  };
}

/**
 * There was more than noise: half-quadratic splitting with the denoiser as the prior.
 *
 * @param saturated 1 for each pixel of which the first plane, an intensity, is only a lower bound. Where it
 *   turns out to be brighter, other planes are unknown.
 */
export function solving(
  degradation: Degradation,
  { schedule, iterations, signal }: RestoreSettings,
  saturated?: Float32Array<ArrayBuffer>,
): PlaneRestoration {
  const wanted = {
    ...(schedule !== undefined && { schedule }),
    ...(iterations !== undefined && { iterations }),
    ...(signal && { signal }),
  };
  let unknown: Float32Array<ArrayBuffer> | undefined;
  return function* (denoiser, measured, noiseLevel, onProgress): TensorWork<Plane> {
    const bounds = unknown === undefined ? { saturated } : { unknown };
    const { plane, brighter } = yield* solvePlane(measured, {
      ...wanted,
      ...bounds,
      degradation,
      denoiser,
      noiseLevel,
      onProgress,
    });
    unknown ??= brighter;
    return plane;
  };
}
