import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { native } from "@genericdp/backend-node";
import { wasm } from "@genericdp/backend-wasm";
import type { Backend } from "@genericdp/core";
import { grayModel } from "@genericdp/model/gray";
import { multiplyAdds } from "@genericdp/model";
import { startStageKernel } from "@genericdp/stage-kernel";
import { startNativeKernel, supportedNativeVariants } from "@genericdp/stage-kernel-native";
import type { NativeVariant } from "@genericdp/stage-kernel-native";
import { restorer } from "genericdp";
import { measure } from "./measure.ts";
import type { Contender, Timing } from "./measure.ts";
import { onnxNetwork } from "./onnx-runtime.ts";
import type { Report, Row } from "./report.ts";
import { noisyImages, plainStages } from "./workload.ts";

const NOISE_LEVEL = 25;
const [SMALL, LARGE] = [512, 2048];
const WASM = "wasm, relaxed SIMD";
/** Minimum speed-up over WebAssembly with relaxed SIMD, one thread each. */
const BARS: Partial<Record<NativeVariant, number>> = { avx512: 4, avx2: 2.2 };
const GRADIENT_BAR = 3;
const THREADS_BAR = 1.8;
/** Maximum share of FFDNet's time. */
const PEER_BAR = 0.5;
/** Minimum share of the processor's peak rate of multiply-adds. */
const PEAK_BAR = 0.7;

interface Check {
  readonly text: string;
  readonly held: boolean;
}

/** Compares the native kernel with WebAssembly, with a network, and with the processor's limits. */
export async function nativeKernel(repetitions = 3): Promise<Report> {
  const variants = supportedNativeVariants();
  const [best] = variants;
  if (best === undefined) throw new Error("bench: expected a native kernel for this processor, found none");
  const checks: Check[] = [];
  const rows: Row[] = [];
  const add = (timings: readonly Timing[], task: string, macs?: number): ((name: string) => Timing) => {
    const time = (name: string): Timing => timings.find((timing) => timing.name === name)!;
    for (const { name, median, times, wallMedian, wallTimes } of timings) {
      const rate = macs === undefined || name.includes("FFDNet") ? {} : { "GMAC/s": macs / median / 1e6 };
      const ratio = time(WASM).median / median;
      const clock = { "milliseconds by the clock": wallMedian };
      rows.push({
        name: `${task}: ${name}`,
        milliseconds: median,
        ...rate,
        "times wasm": ratio,
        ...clock,
        times,
        wallTimes,
      });
    }
    return time;
  };

  for (const side of [SMALL, LARGE]) {
    const task = `gray ${side}×${side}`;
    const timings = await measure(await denoisers(side, variants), repetitions);
    const time = add(timings, task, multiplyAdds(grayModel().architecture) * side ** 2);
    for (const variant of variants) {
      const bar = BARS[variant];
      if (bar !== undefined) checks.push(faster(`${task}, ${variant}`, time(WASM), time(variant), bar));
    }
    const [one, two] = [time(best).wallMedian, time(`${best}, 2 threads`).wallMedian];
    checks.push(atLeast(`${task}, two threads by the clock, times one`, one / two, THREADS_BAR));
    const peer = timings.find(({ name }) => name.includes("FFDNet"));
    if (peer === undefined) continue;
    const share = time(best).median / peer.median;
    checks.push({
      text: `${task}: ${share.toFixed(2)} of FFDNet's time, at most ${PEER_BAR}`,
      held: share <= PEER_BAR,
    });
  }
  const gradients = await measure(await gradientTakers(variants), repetitions);
  const time = add(gradients, "gradient");
  checks.push(faster("gradient", time(WASM), time(best), GRADIENT_BAR));

  for (const [variant, parts] of Object.entries(measureParts(variants))) {
    const { peak, correlation, adjoint, stage, lookup } = parts;
    const figures = {
      "GMAC/s at most": peak / 1e9,
      "a stage": stage / 1e9,
      "ns a look-up of φ": lookup * 1e9,
    };
    const shares = { correlation: correlation / peak, adjoint: adjoint / peak };
    rows.push({ name: `parts: ${variant}`, milliseconds: 0, ...figures, ...shares, times: [] });
    if (variant !== best) continue;
    for (const [part, share] of Object.entries(shares)) {
      checks.push(atLeast(`${variant}, ${part}'s share of the multiply-adds at most`, share, PEAK_BAR));
    }
  }
  return {
    name: "native",
    measures: `bundled gray at noise level ${NOISE_LEVEL}; one thread unless it says otherwise`,
    rows,
    notes: checks.map(({ text, held }) => `${held ? "held" : "MISSED"}: ${text}`),
    bar: { text: "all of these", held: checks.every(({ held }) => held) },
  };
}

function faster(what: string, slow: Timing, fast: Timing, bar: number): Check {
  return atLeast(`${what}, times as fast as WebAssembly`, slow.median / fast.median, bar);
}

function atLeast(what: string, value: number, bar: number): Check {
  return { text: `${what}: ${value.toFixed(2)}, at least ${bar}`, held: value >= bar };
}

async function denoisers(side: number, variants: readonly NativeVariant[]): Promise<Contender[]> {
  const image = { data: noisyImages(1, side, side), width: side, height: side };
  const ours = (name: string, create: () => Backend): Contender => {
    const backend = create();
    const photos = restorer({ backend });
    return {
      name,
      once: side === LARGE,
      // Both register as tfjs's backend "wasm", so starting one replaces the other's kernel.
      prepare: async () => void (await photos.start()),
      run: async () => void (await photos.denoise(image, { noiseLevel: NOISE_LEVEL })),
    };
  };
  return [
    ours(WASM, () => wasm({ threads: 1 })),
    ...variants.map((variant) => ours(variant, () => native({ variant, threads: 1 }))),
    ours(`${variants[0]!}, 2 threads`, () => native({ threads: 2 })),
    ...(await ffdnet(image.data, side)),
  ];
}

/** The network to compare with, if its weights and ONNX Runtime are available. */
async function ffdnet(plane: Float32Array, side: number): Promise<Contender[]> {
  const folder = process.env["GENERICDP_DATA"];
  if (folder === undefined) return [];
  const file = readFileSync(join(folder, "peers/ffdnet_gray.onnx"));
  const options = { shape: [1, 1, side, side], noiseLevel: NOISE_LEVEL };
  const network = await onnxNetwork("onnxruntime-node", file, options);
  if (network === undefined) return [];
  return [
    {
      name: "FFDNet-gray, onnxruntime-node",
      once: side === LARGE,
      run: async () => void (await network(plane)),
    },
  ];
}

async function gradientTakers(variants: readonly NativeVariant[]): Promise<Contender[]> {
  const [stage] = plainStages({ stages: 1, count: 48, size: 7 }, 4, 90, 90);
  const dy = Float32Array.from(stage!.x, (_, i) => Math.sin(i));
  const relaxed = await startStageKernel({ threads: 1 });
  return [
    { name: WASM, run: () => void relaxed.gradient(stage!, dy) },
    ...variants.map((variant) => {
      const kernel = startNativeKernel({ variant, threads: 1 });
      return { name: variant, run: () => void kernel.gradient(stage!, dy) };
    }),
  ];
}

interface Parts {
  readonly peak: number;
  readonly correlation: number;
  readonly adjoint: number;
  readonly stage: number;
  readonly lookup: number;
}

/** Compiles and runs the script that measures the parts of the kernel. */
function measureParts(variants: readonly NativeVariant[]): Record<string, Parts> {
  const root = fileURLToPath(new URL("..", import.meta.resolve("@genericdp/stage-kernel-native")));
  const script = join(root, "scripts/measure.ts");
  return JSON.parse(execFileSync(process.execPath, [script, ...variants], { encoding: "utf8" }));
}
