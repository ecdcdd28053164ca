/*
 * Started by pareto with an IPC channel: receives a contender and pictures, denoises them one by one, and
 * answers with quality, time and memory. Each contender has its own process, so that the memory is its own as
 * well.
 */
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { native } from "@genericdp/backend-node";
import { wasm } from "@genericdp/backend-wasm";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { readImage } from "@genericdp/image/node";
import { psnr } from "@genericdp/metrics";
import { readModel } from "@genericdp/model";
import { restorer } from "genericdp";
import type { LevelImage } from "genericdp";
import { onnxNetwork } from "./onnx-runtime.ts";

export interface ParetoJob {
  /** One of our model files, or a network. */
  readonly file: string;
  readonly engine: "native" | "wasm" | "onnxruntime-node";
  readonly pictures: readonly string[];
  readonly noiseLevel: number;
  readonly threads: number;
}

export interface ParetoRun {
  /** Mean over the pictures, of results clipped to 0..255. */
  readonly psnr: number;
  readonly millisecondsPerMegapixel: number;
  readonly peakBytes: number;
}

type Denoise = (noisy: Required<Omit<LevelImage, "jpeg">>) => Promise<Float32Array>;

const [message] = await once(process, "message");
const job = message as ParetoJob;
const { pictures, noiseLevel } = job;
const denoise = job.engine === "onnxruntime-node" ? theirs(job) : ours(job);
let [sum, pixels, milliseconds] = [0, 0, 0];
for (const [i, picture] of [pictures[0]!, ...pictures].entries()) {
  const { data, width, height, channels } = await readImage(picture);
  const noise = addGaussianNoise(data, noiseLevel, randomStream(i, Math.round(noiseLevel * 1000)));
  const noisy = { data: new Float32Array(noise), width, height, channels };
  const before = process.cpuUsage();
  const clean = await denoise(noisy);
  const { user, system } = process.cpuUsage(before);
  // The first picture runs twice: its first run is the warm-up.
  if (i === 0) continue;
  sum += psnr(
    data,
    Float32Array.from(clean, (level) => Math.min(255, Math.max(0, level))),
  );
  milliseconds += (user + system) / 1000;
  pixels += width * height;
}
const run: ParetoRun = {
  psnr: sum / pictures.length,
  millisecondsPerMegapixel: (milliseconds / pixels) * 1e6,
  peakBytes: process.resourceUsage().maxRSS * 1024,
};
process.send!(run, () => process.exit());

function ours({ file, engine, threads }: ParetoJob): Denoise {
  const backend = engine === "native" ? native({ threads }) : wasm({ threads });
  const session = restorer({ model: readModel(readFileSync(file)), backend });
  return async (noisy) => (await session.denoise(noisy, { noiseLevel })).data;
}

/** Networks take one plane at a time, with even sides; odd sides are extended by repeating the edge. */
function theirs({ file, threads }: ParetoJob): Denoise {
  const bytes = readFileSync(file);
  return async ({ data, width, height, channels }) => {
    const [w, h] = [width + (width % 2), height + (height % 2)];
    const planes = Float32Array.from({ length: channels * w * h }, (_, i) => {
      const [x, y] = [Math.min(i % w, width - 1), Math.min(Math.floor(i / w) % h, height - 1)];
      return data[(y * width + x) * channels + Math.floor(i / (w * h))]!;
    });
    const network = await onnxNetwork("onnxruntime-node", bytes, {
      shape: [1, channels, h, w],
      noiseLevel,
      threads,
    });
    const clean = await network!(planes);
    return Float32Array.from(data, (_, i) => {
      const [x, y] = [Math.floor(i / channels) % width, Math.floor(i / channels / width)];
      return clean[((i % channels) * h + y) * w + x]!;
    });
  };
}
