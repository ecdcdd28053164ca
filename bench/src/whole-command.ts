import { execFile } from "node:child_process";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import sharp from "sharp";
import type { Report } from "./report.ts";
import type { ProcessTimes } from "./times-at-exit.ts";

const NOISE_LEVEL = 10;

/** What functions belong to, by the address of their file, then # and their name; the first that matches. */
const PARTS: readonly (readonly [part: string, address: RegExp])[] = [
  ["kernel", /stage-kernel.*#run$/],
  ["filters laid out for the kernel", /stage-kernel|backend-node/],
  ["copies within tfjs", /@tensorflow/],
  ["noise level", /packages\/noise\//],
  ["colour planes", /packages\/image\/dist\/index/],
  ["decoding and encoding", /packages\/image\/|sharp/],
  ["model: decoding, filters, tables", /packages\/model\//],
  ["strips and stages", /packages\/(genericdp|core|backend-\w+)\//],
];
const STARTING = "starting, modules, the rest";
const MEMORY = "garbage collection";

interface Profile {
  readonly nodes: readonly {
    readonly id: number;
    readonly callFrame: { readonly functionName: string; readonly url: string };
    readonly children?: readonly number[];
  }[];
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

/**
 * Where the processor time of `genericdp denoise` goes, from a colour JPEG of so many megapixels to a PNG:
 * the samples of the main thread's profile, by package, and the times of the other threads.
 */
export async function wholeCommand(megapixels = 12): Promise<Report> {
  const folder = await mkdtemp(join(tmpdir(), "genericdp-bench-"));
  try {
    const height = Math.round(Math.sqrt((megapixels * 1e6) / 1.5));
    const size = { width: Math.round((megapixels * 1e6) / height), height };
    await writePhoto(join(folder, "photo.jpg"), size);
    const program = fileURLToPath(new URL("../../apps/cli/dist/main.js", import.meta.url));
    const times = fileURLToPath(new URL("times-at-exit.ts", import.meta.url));
    const profiling = ["--cpu-prof", `--cpu-prof-dir=${folder}`, "--import", times];
    const args = [...profiling, program, "denoise", "photo.jpg", "clean.png"];
    const env = { ...process.env, GENERICDP_BENCH_TIMES: join(folder, "times.json") };
    await promisify(execFile)(process.execPath, args, { cwd: folder, env });
    const name = (await readdir(folder)).find((file) => file.endsWith(".cpuprofile"))!;
    const profile = JSON.parse(await readFile(join(folder, name), "utf8")) as Profile;
    const spent = JSON.parse(await readFile(env.GENERICDP_BENCH_TIMES, "utf8")) as ProcessTimes;
    const parts = divide(profile, spent);
    const total = [...parts.values()].reduce((sum, part) => sum + part, 0);
    return {
      name: "whole-command",
      measures: `denoise of a JPEG with ${size.width}×${size.height} pixels in colour, written as PNG`,
      rows: [...parts]
        .toSorted(([, a], [, b]) => b - a)
        .map(([part, seconds]) => ({
          name: part,
          milliseconds: 1000 * seconds,
          "%": (100 * seconds) / total,
          times: [1000 * seconds],
        })),
      notes: [`in total ${total.toFixed(1)} s of processor time, without the profiler's own`],
    };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function writePhoto(path: string, { width, height }: { width: number; height: number }): Promise<void> {
  const clean = Float32Array.from({ length: 3 * width * height }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % width, Math.floor(i / 3 / width)];
    return 128 + 60 * Math.sin(x / 40 + (i % 3)) * Math.cos(y / 60) + ((x >> 6) % 2) * 30;
  });
  const noisy = addGaussianNoise(clean, NOISE_LEVEL, randomStream(1));
  const bytes = Buffer.from(Uint8ClampedArray.from(noisy));
  const image = sharp(bytes, { raw: { width, height, channels: 3 } });
  await image.jpeg({ quality: 92 }).toFile(path);
}

/** Seconds of processor time by part. */
function divide(profile: Profile, { total, threads }: ProcessTimes): Map<string, number> {
  const parts = new Map<string, number>();
  const add = (part: string, seconds: number): void => void parts.set(part, (parts.get(part) ?? 0) + seconds);
  const [main, ...others] = threads;
  const sampled = sampledParts(profile);
  const busy = [...sampled.values()].reduce((sum, time) => sum + time, 0);
  for (const [part, time] of sampled) add(part, (main!.seconds * time) / busy);
  let profiler = 0;
  for (const { name, seconds } of others) {
    if (/Prof/.test(name)) profiler += seconds;
    else if (/vips|uv/.test(name)) add("decoding and encoding", seconds);
    else add(MEMORY, seconds);
  }
  const living = threads.reduce((sum, { seconds }) => sum + seconds, 0);
  // The kernel's threads have ended by then.
  add("kernel", Math.max(0, total - living));
  return parts;
}

/** Microseconds of the main thread by part, except those in which it waited. */
function sampledParts({ nodes, samples, timeDeltas }: Profile): Map<string, number> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parentOf = new Map(nodes.flatMap(({ id, children = [] }) => children.map((child) => [child, id])));
  const partOf = (id: number): string | undefined => {
    const { functionName, url } = byId.get(id)!.callFrame;
    if (functionName === "(idle)") return undefined;
    if (functionName === "(garbage collector)") return MEMORY;
    // Functions of Node count for the package that calls them.
    const found = PARTS.find(([, address]) => address.test(`${url}#${functionName}`));
    const parent = parentOf.get(id);
    return found?.[0] ?? (parent === undefined ? STARTING : (partOf(parent) ?? STARTING));
  };
  const times = new Map<string, number>();
  samples.forEach((id, i) => {
    const part = partOf(id);
    if (part !== undefined) times.set(part, (times.get(part) ?? 0) + timeDeltas[i]!);
  });
  return times;
}
