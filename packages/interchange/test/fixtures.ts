import { fromOpponentPixels, toOpponentPixels } from "@genericdp/image";
import { createModel, genericDP, parameterLayout, parseArchitecture } from "@genericdp/model";
import type { Model } from "@genericdp/model";
import { tensor4d, tidy, transpose } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { InferenceSession, Tensor, env } from "onnxruntime-web";

env.wasm.numThreads = 1;

/** A batch of images in the layout of ONNX. */
export interface Planes {
  /** `[batch, channels, height, width]` */
  readonly shape: readonly [number, number, number, number];
  readonly data: Float32Array;
}

/** A test image with edges, waves and noise-like texture. */
export function picture(...shape: [batch: number, channels: number, height: number, width: number]): Planes {
  const [, channels, height, width] = shape;
  const data = Float32Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => {
    const [x, y] = [i % width, Math.floor(i / width) % height];
    const plane = Math.floor(i / width / height);
    const edge = (x * 3 + y * 2) % 31 < 12 ? 60 : 0;
    const wave = 40 * Math.sin((x + 7 * (plane % channels)) / 5);
    return 70 + edge + wave + ((i * 7919) % 61) - 30;
  });
  return { data, shape };
}

/** A model of some structure with arbitrary parameters. */
export function untrained(structure: object): Model {
  const architecture = parseArchitecture({
    stages: 2,
    influence: { centres: 31, radius: 150 },
    noiseRange: { min: 2, max: 50 },
    ...structure,
  });
  const blocks = parameterLayout(architecture);
  const [middles, widths] = [
    { reaction: -2, gain: 0.3, mapInfluence: 0, mapSynthesis: 0 } as Record<string, number>,
    { reaction: 1, gain: 0.5, mapInfluence: 0.5, mapSynthesis: 0.1 } as Record<string, number>,
  ];
  let state = 1;
  const random = (): number => (state = (state * 48271) % 2147483647) / 2147483647 - 0.5;
  const parameters = Float32Array.from(
    blocks.flatMap(({ kind, length }) =>
      Array.from({ length }, () => (middles[kind] ?? 0) + 2 * (widths[kind] ?? 1) * random()),
    ),
  );
  return createModel({ name: "untrained", architecture, parameters });
}

/** A structure with every optional part of a model. */
export const FULL = {
  channels: 3,
  scales: [
    { filters: 4, size: 3, channels: [0] },
    { filters: 5, size: 5, block: 4, channels: [2, 1] },
  ],
  reaction: { knots: [2, 10, 50] },
  gain: { knots: [1, 60], perScale: true },
  gainMap: { filters: 3, size: 3 },
  families: [{ name: "blur", knots: [3, 9] }],
} as const;

/** The result of a model on our own backend, which must be active. */
export function ownResult(model: Model, { data, shape }: Planes, noiseLevel: number): Float32Array {
  const denoiser = genericDP(model);
  const through = (x: Tensor4D, change: (pixels: Float32Array) => Float32Array): Tensor4D =>
    shape[1] === 3 ? tensor4d(change(x.dataSync<"float32">().slice()), x.shape) : x;
  const result = tidy(() => {
    const pixels = transpose(tensor4d(data, [...shape]), [0, 2, 3, 1]);
    const clean = denoiser.denoise(through(pixels, toOpponentPixels), { noiseLevel });
    return transpose(through(clean, fromOpponentPixels), [0, 3, 1, 2]).dataSync<"float32">().slice();
  });
  denoiser.dispose();
  return result;
}

/** Runs a graph on images with their noise levels. */
export type OnnxRun = (image: Planes, sigma: readonly number[]) => Promise<Float32Array>;

/** Opens a file in ONNX Runtime. */
export async function openOnnx(file: Uint8Array): Promise<OnnxRun> {
  const session = await InferenceSession.create(file);
  return async ({ data, shape }, sigma) => {
    const { clean } = await session.run({
      image: new Tensor("float32", data, shape),
      sigma: new Tensor("float32", Float32Array.from(sigma)),
    });
    return (await clean!.getData()) as Float32Array;
  };
}

/** The largest difference of two arrays; NaN if their lengths differ or a value is NaN. */
export function largestDifference(a: Float32Array, b: Float32Array): number {
  if (a.length !== b.length) return NaN;
  return a.reduce((largest, value, i) => Math.max(largest, Math.abs(value - b[i]!)), 0);
}
