import { addGaussianNoise } from "@genericdp/core";
import type { RandomStream } from "@genericdp/core";
import { psnr, ssim } from "@genericdp/metrics";
import { tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Figure } from "./published.ts";

/** A gray image: width × height gray levels 0..255, in row-major order. */
export interface Plane {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** The result of a trial: the figures of the clipped estimate, and the seconds it took. */
export interface Measurement extends Required<Figure> {
  readonly seconds: number;
}

export function noisyPlane({ data, width, height }: Plane, noiseLevel: number, random: RandomStream): Plane {
  return { data: addGaussianNoise(data, noiseLevel, random), width, height };
}

/** Runs `f` on the plane as a tensor. Returns the resulting plane and the seconds it took. */
export async function runOnPlane(
  { data, width, height }: Plane,
  f: (x: Tensor4D) => Tensor4D | Promise<Tensor4D>,
  levels: "clipped" | "as it is" = "clipped",
): Promise<Plane & { readonly seconds: number }> {
  const x = tensor4d(data, [1, height, width, 1]);
  try {
    const start = performance.now();
    const y = await f(x);
    const values = await y.data<"float32">().finally(() => y.dispose());
    const seconds = (performance.now() - start) / 1000;
    const [, rows, columns] = y.shape;
    return { data: levels === "clipped" ? clipped(values) : values, width: columns, height: rows, seconds };
  } finally {
    x.dispose();
  }
}

function clipped(values: Float32Array): Float32Array<ArrayBuffer> {
  return Float32Array.from(values, (level) => Math.min(255, Math.max(0, level)));
}

export function compare(truth: Plane, estimate: Plane): Required<Figure> {
  return { psnr: psnr(truth.data, estimate.data), ssim: ssim(truth.data, estimate.data, truth) };
}
