import { randomStream } from "@genericdp/core";
import { blur } from "@genericdp/operators";
import type { ImageSets, NamedKernel, NamedPlane } from "./images.ts";
import type { DeblurringMethod, DenoisingMethod } from "./methods.ts";
import { compare, noisyPlane, runOnPlane } from "./plane.ts";
import type { Measurement, Plane } from "./plane.ts";

/** One image restored by one method under one condition. */
export interface Trial {
  /** The key of its result; trials with the same key have the same result. */
  readonly key: string;
  /** Trials of one group take the same time per pixel. */
  readonly group: string;
  readonly label: string;
  readonly megapixels: number;
  /** Estimated seconds per megapixel, used until the group has been measured. */
  readonly guess: number;
  run(): Promise<Measurement>;
}

/** A degraded image, a method's result, and the figures. */
export interface Example {
  readonly degraded: Plane;
  readonly restored: Plane;
  readonly measurement: Measurement;
}

/** The seed of all noise. `genericdp evaluate` uses the same one, so the figures agree. */
const SEED = 0;

const keyOf = (...parts: readonly (string | number)[]): string => parts.join(" | ");

/** The trials of one cell of Tables 1 and 2; empty if the method does not support the noise level. */
export function denoisingTrials(sets: ImageSets, method: DenoisingMethod, k: number, level: number): Trial[] {
  if (method.denoiser(level) === undefined) return [];
  return sets.denoising.map((image, i) => ({
    key: keyOf("denoise", sets.name, method.id, method.version, level, image.name),
    group: `denoise ${method.id}`,
    label: `${method.label}, σ = ${level}, ${image.name}`,
    megapixels: (image.width * image.height) / 1e6,
    guess: method.guess,
    run: async () => (await denoisingExample(image, i, method, k, level)).measurement,
  }));
}

/** `i` and `k` are the indices of the image and of the noise level in their lists. */
export async function denoisingExample(
  image: NamedPlane,
  i: number,
  method: DenoisingMethod,
  k: number,
  noiseLevel: number,
): Promise<Example> {
  const degraded = noisyPlane(image, noiseLevel, randomStream(SEED, i, k));
  const denoiser = method.denoiser(noiseLevel)!;
  const { seconds, ...restored } = await runOnPlane(degraded, (x) => denoiser.denoise(x, { noiseLevel }));
  return { degraded, restored, measurement: { ...compare(image, restored), seconds } };
}

/** The trials of one cell of Table 3: every image with every kernel, circular blur. */
export function deblurringTrials(
  sets: ImageSets,
  method: DeblurringMethod,
  k: number,
  level: number,
): Trial[] {
  return sets.deblurring.flatMap((image, i) =>
    sets.kernels.map((kernel, j) => ({
      key: keyOf("deblur", sets.name, method.id, method.version, level, image.name, kernel.name),
      group: `deblur ${method.id}`,
      label: `${method.label}, σ = ${level}, ${image.name}, ${kernel.name}`,
      megapixels: (image.width * image.height) / 1e6,
      guess: method.guess,
      run: async () => (await deblurringExample(image, i, kernel, j, method, k, level)).measurement,
    })),
  );
}

export async function deblurringExample(
  image: NamedPlane,
  i: number,
  { kernel }: NamedKernel,
  j: number,
  method: DeblurringMethod,
  k: number,
  noiseLevel: number,
): Promise<Example> {
  const operator = blur(kernel, { boundary: "circular" });
  const blurred = await runOnPlane(image, (x) => operator.forward(x), "as it is");
  const degraded = noisyPlane(blurred, noiseLevel, randomStream(SEED, i, j, k));
  const solver = method.solver(operator, noiseLevel);
  const { seconds, ...restored } = await runOnPlane(degraded, (y) => solver.restore(y));
  return { degraded, restored, measurement: { ...compare(image, restored), seconds } };
}
