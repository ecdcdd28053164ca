import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { native } from "@genericdp/backend-node";
import { cbm3d } from "@genericdp/baselines";
import type { PixelImage } from "@genericdp/image";
import { readImage } from "@genericdp/image/node";
import { psnr } from "@genericdp/metrics";
import { TRAINING_SCENES } from "@genericdp/photo-model";
import { restorer } from "genericdp";
import { tensor4d } from "@tensorflow/tfjs-core";
import { onnxNetwork } from "./onnx-runtime.ts";
import type { Report, Row } from "./report.ts";

/**
 * Noise levels to choose from: each contender gets the best one for each photo; slow contenders have fewer.
 */
const LEVELS = [4, 6, 8, 10, 14, 20];
const FEWER = [6, 10, 14, 20];

interface Contender {
  readonly name: string;
  /** Undefined if the contender estimates the noise level itself. */
  readonly levels?: readonly number[];
  denoise(photo: PixelImage, noiseLevel: number): Promise<ArrayLike<number>>;
}

/**
 * Colour denoisers on real photos, each with the best single noise level for each photo, compared with ours
 * without any options: PolyU, every `stride`th crop of the scenes that `photo` was not trained with, as
 * bytes.
 */
export async function photoPeers(stride = 3): Promise<Report> {
  const data = process.env["GENERICDP_DATA"];
  if (data === undefined) {
    throw new Error("bench: expected GENERICDP_DATA to name the reference data, got nothing");
  }
  const folder = join(data, "polyu");
  const names = readdirSync(folder)
    .filter((name) => name.includes("_real.") && !TRAINING_SCENES.some((scene) => name.startsWith(scene)))
    .filter((_, i) => i % stride === 0);
  const all = await contenders(data);
  const found = all.map(() => ({ best: [] as number[], times: [] as number[] }));
  const input: number[] = [];
  for (const name of names) {
    const noisy = await readImage(join(folder, name));
    const clean = await readImage(join(folder, name.replace("_real.", "_mean.")));
    input.push(psnr(clean.data, noisy.data));
    for (const [c, { levels = [0], denoise }] of all.entries()) {
      let best = -Infinity;
      for (const level of levels) {
        const before = process.cpuUsage();
        const restored = asBytes(await denoise(noisy, level));
        const { user, system } = process.cpuUsage(before);
        found[c]!.times.push((user + system) / 1000);
        best = Math.max(best, psnr(clean.data, restored));
      }
      found[c]!.best.push(best);
    }
  }
  const rows = all.map(({ name }, c): Row => {
    const { best, times } = found[c]!;
    return {
      name,
      milliseconds: times.toSorted((a, b) => a - b)[times.length >> 1]!,
      dB: mean(best).toFixed(2),
      times,
    };
  });
  const before = `the input: dB ${mean(input).toFixed(2)}`;
  const grid = `the best of the levels ${LEVELS.join(", ")} for each photo; of CBM3D ${FEWER.join(", ")}`;
  return {
    name: "photo-peers",
    measures: `${names.length} photos of PolyU, not seen in training`,
    rows,
    notes: [before, grid],
  };
}

async function contenders(data: string): Promise<Contender[]> {
  const backend = native({ threads: 1 });
  const usual = restorer({ backend, inline: true });
  const told = (model: "gray" | "colour"): Contender["denoise"] => {
    const session = restorer({ model, backend, inline: true });
    return async (photo, noiseLevel) => (await session.denoise(photo, { noiseLevel })).data;
  };
  const theirs = await ffdnet(join(data, "peers", "ffdnet_color.onnx"));
  const baseline = cbm3d();
  return [
    {
      name: "genericdp, no option",
      denoise: async (photo) => (await usual.denoise(photo)).data,
    },
    { name: "gray, best level", levels: LEVELS, denoise: told("gray") },
    { name: "colour, best level", levels: LEVELS, denoise: told("colour") },
    ...(theirs ? [{ name: "FFDNet, best level", levels: LEVELS, denoise: theirs }] : []),
    {
      name: "CBM3D, best level",
      levels: FEWER,
      denoise: async ({ data: levels, width, height }, noiseLevel) => {
        const x = tensor4d(levels, [1, height, width, 3]);
        const y = baseline.denoise(x, { noiseLevel });
        const clean = y.dataSync();
        x.dispose();
        y.dispose();
        return clean;
      },
    },
  ];
}

/** Processes planes one after the other; all photos have the same size. */
async function ffdnet(file: string): Promise<Contender["denoise"] | undefined> {
  const bytes = readFileSync(file);
  const networks = new Map<number, ReturnType<typeof onnxNetwork>>();
  const network = (noiseLevel: number, shape: readonly number[]): ReturnType<typeof onnxNetwork> =>
    onnxNetwork("onnxruntime-node", bytes, { shape, noiseLevel, threads: 1 });
  if ((await network(LEVELS[0]!, [1, 3, 2, 2])) === undefined) return undefined;
  return async ({ data, width, height }, noiseLevel) => {
    const pixels = width * height;
    const planes = Float32Array.from(data, (_, i) => data[3 * (i % pixels) + Math.floor(i / pixels)]!);
    const ready = networks.get(noiseLevel) ?? network(noiseLevel, [1, 3, height, width]);
    networks.set(noiseLevel, ready);
    const clean = await (await ready)!(planes);
    return Float32Array.from(data, (_, i) => clean[(i % 3) * pixels + Math.floor(i / 3)]!);
  };
}

function asBytes(levels: ArrayLike<number>): Float32Array<ArrayBuffer> {
  return Float32Array.from(levels, (level) => Math.round(Math.min(255, Math.max(0, level))));
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
