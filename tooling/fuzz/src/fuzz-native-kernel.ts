import { randomStream } from "@genericdp/core";
import type { RandomStream } from "@genericdp/core";
import { startStageKernel } from "@genericdp/stage-kernel";
import type { ScaleArrays, StageArrays, StageKernel } from "@genericdp/stage-kernel";
import { startNativeKernel, supportedNativeVariants } from "@genericdp/stage-kernel-native";

export interface KernelTally {
  readonly computed: number;
  readonly refused: number;
  /** Faults, each with the case that caused it. */
  readonly faults: readonly string[];
}

/** Runs random stages, half of them corrupted, on each variant of the native kernel. Reproducible by seed. */
export async function fuzzNativeKernel(seed: number, cases: number, first = 0): Promise<KernelTally> {
  const faults: string[] = [];
  let [computed, refused] = [0, 0];
  const wasm = await startStageKernel({ threads: 1 });
  for (const variant of supportedNativeVariants()) {
    const [one, three] = [1, 3].map((threads) => startNativeKernel({ variant, threads })) as [
      ReturnType<typeof startNativeKernel>,
      ReturnType<typeof startNativeKernel>,
    ];
    for (let i = first; i < first + cases; i++) {
      const random = randomStream(seed, i);
      const sound = randomStage(random);
      const spoilt = random.integer(2) === 0;
      const stage = spoilt ? spoil(sound, random) : sound;
      try {
        const out = forward(one, stage);
        if (!same(forward(three, stage), out)) throw new Error("three threads give another result");
        if (random.integer(4) === 0) one.gradient(stage, out);
        computed++;
        if (!spoilt && wasm.takes("forward", stage)) {
          const apart = relativeDifference(out, forward(wasm, stage));
          if (!(apart < 1e-4)) throw new Error(`differs from WebAssembly by ${apart}`);
        }
      } catch (error) {
        if (
          spoilt &&
          error instanceof RangeError &&
          error.message.startsWith("stageKernelNative: expected")
        ) {
          refused++;
        } else {
          faults.push(`native kernel, ${variant}, case ${i}: ${String(error)}`);
        }
      }
    }
    one.release();
    three.release();
  }
  wasm.release();
  return { computed, refused, faults };
}

function forward(kernel: StageKernel, stage: StageArrays): Float32Array {
  const out = new Float32Array(stage.observation.length);
  kernel.forward(stage, out);
  return out;
}

function randomStage(random: RandomStream): StageArrays {
  const side = (): number => 1 + random.integer(random.integer(3) === 0 ? 3 : 50);
  const [batch, height, width] = [1 + random.integer(2), side(), side()];
  const channels = 1 + random.integer(random.integer(2) === 0 ? 1 : 4);
  const scaleCount = 1 + random.integer(3);
  const gains = random.integer(2) === 0 ? scaleCount : 1;
  const [gainMap, reactionMap] = [random.integer(2) === 0, random.integer(4) === 0];
  const numbers = (length: number, scale: number, offset = 0): Float32Array =>
    Float32Array.from({ length }, () => offset + scale * (2 * random.uniform() - 1));
  const pixels = batch * height * width;
  const scale = (_: unknown, s: number): ScaleArrays => {
    const size = 1 + 2 * random.integer(5);
    const [count, nodes] = [1 + random.integer(19), 2 + random.integer(100)];
    const seen = Array.from({ length: channels }, (__, c) => c).slice(random.integer(channels));
    return {
      block: 2 ** s,
      channels: seen,
      size,
      count,
      nodes,
      radius: 50 + random.integer(300),
      filters: numbers(count * size * size * seen.length, 1 / size),
      influence: numbers(count * nodes, 3),
    };
  };
  return {
    batch,
    height,
    width,
    channels,
    gains,
    gainMap,
    reactionMap,
    x: numbers(pixels * channels, 120, 128),
    observation: numbers(pixels * channels, 120, 128),
    reaction: numbers((reactionMap ? pixels : batch) * channels, 0.1, 0.2),
    gain: numbers((gainMap ? pixels : batch) * gains, 0.5, 1.2),
    scales: Array.from({ length: scaleCount }, scale),
  };
}

const SIZES = [-1, 0, 0.5, 2, 3, 8, 1e6, 2 ** 30, 2 ** 31, 1e300, NaN, Infinity];
const VALUES = [NaN, Infinity, -Infinity, 3e38, -3e38, 1e-40];

/** The stage with one random change, which may be harmless. */
function spoil(stage: StageArrays, random: RandomStream): StageArrays {
  const pick = <T>(from: readonly T[]): T => from[random.integer(from.length)]!;
  const at = random.integer(stage.scales.length);
  const withScale = (change: Partial<ScaleArrays>): StageArrays => ({
    ...stage,
    scales: stage.scales.map((scale, s) => (s === at ? { ...scale, ...change } : scale)),
  });
  const resized = (array: Float32Array): Float32Array =>
    new Float32Array(pick([0, 1, array.length - 1, array.length + 1, 2 * array.length]));
  const filled = (array: Float32Array): Float32Array => {
    const wrong = array.slice();
    wrong[random.integer(wrong.length)] = pick(VALUES);
    return wrong;
  };
  const change = pick([resized, filled]);
  const scale = stage.scales[at]!;
  const image = pick(["x", "reaction", "gain"] as const);
  const bank = pick(["filters", "influence"] as const);
  return pick<() => StageArrays>([
    () => ({ ...stage, [image]: change(stage[image]) }),
    () => withScale({ [bank]: change(scale[bank]) }),
    () => ({ ...stage, [pick(["batch", "height", "width", "channels", "gains"] as const)]: pick(SIZES) }),
    () => withScale({ [pick(["block", "count", "size", "nodes", "radius"] as const)]: pick(SIZES) }),
    () => withScale({ channels: pick([[], [-1], [stage.channels], [0.5], [0, 0, 0, 0, 0]]) }),
    () => ({ ...stage, scales: [] }),
    () => ({ ...stage, gainMap: !stage.gainMap }),
  ])();
}

function same(found: Float32Array, wanted: Float32Array): boolean {
  const [a, b] = [new Uint32Array(found.buffer), new Uint32Array(wanted.buffer)];
  return a.every((bits, i) => bits === b[i]);
}

function relativeDifference(found: Float32Array, wanted: Float32Array): number {
  let [difference, norm] = [0, 0];
  for (let i = 0; i < wanted.length; i++) {
    difference += (found[i]! - wanted[i]!) ** 2;
    norm += wanted[i]! ** 2;
  }
  return Math.sqrt(difference / (norm || 1));
}
