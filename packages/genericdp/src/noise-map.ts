import type { Degradation, NoiseModel } from "@genericdp/degradations";
import { extendPlane } from "@genericdp/image";
import type { Plane } from "@genericdp/image";
import { tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/** Standard deviations of the noise of single pixels, see `NoiseModel`. */
export type NoiseMap = NonNullable<NoiseModel["map"]>;

/** The noise level of the best pixels. */
export function lowestLevel({ data }: NoiseMap): number {
  return Array.from(data).reduce((lowest, level) => Math.min(lowest, level));
}

/** @throws RangeError unless the map of a degradation, if any, has the size of the image. */
export function checkNoiseMap(
  task: string,
  { noise }: Pick<Degradation, "noise">,
  { width, height }: Pick<Plane, "width" | "height">,
): void {
  const map = noise?.map;
  if (map === undefined || (map.width === width && map.height === height)) return;
  const wanted = `${width}×${height}, the size of the image`;
  throw new RangeError(`${task}: expected a noise map of ${wanted}, got ${map.width}×${map.height}`);
}

/**
 * The weights of the pixels of a measurement in the data step, (σ_min/σ)², `[1, height, width, 1]`, extended
 * by the padding of the degradation.
 */
export function noiseWeights({ noise, border }: Degradation): Tensor4D | undefined {
  if (noise?.map === undefined) return undefined;
  const { width, height, data } = noise.map;
  const lowest = lowestLevel(noise.map);
  const weights = Float32Array.from(data, (level) => (lowest / level) ** 2);
  const plane = extendPlane({ width, height, data: weights }, border?.padding ?? 0);
  return tensor4d(plane.data, [1, plane.height, plane.width, 1]);
}
