/*
 * Trains the experts of FoE for σ = 25 by the error of the images that they restore, and prints them:
 *
 *     pnpm train-experts FOLDER STATE
 *       [--side N] [--steps N] [--patches N] [--size N] [--seed N] [--rate R]
 *
 * The state is saved after every step, and the next call resumes from it.
 */
import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { deserialize, serialize } from "node:v8";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { adam } from "@genericdp/optim";
import type { AdamState } from "@genericdp/optim";
import { ITERATIONS, STEPS } from "../../src/foe/experts.ts";
import type { Experts } from "../../src/foe/experts.ts";
import { NATURAL_EXPERTS } from "../../src/foe/natural-experts.ts";
import { readGray } from "../read-gray.ts";
import { bilevelGradient } from "./bilevel-gradient.ts";
import type { TrainingPatch } from "./bilevel-gradient.ts";

const NOISE_LEVEL = 25;
/** Pixels next to the border of a patch that do not count. */
const RIM = 4;
/** Norm of the filters at the start, and the logarithm of their weights: usual ones, and of those added. */
const [SCALE, LOG_WEIGHT, LOG_LITTLE] = [0.1, Math.log(60), Math.log(4)];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    side: { type: "string", default: "3" },
    steps: { type: "string", default: "80" },
    patches: { type: "string", default: "64" },
    size: { type: "string", default: "48" },
    seed: { type: "string", default: "1" },
    rate: { type: "string", default: "0.05" },
  },
});
const [folder, file] = positionals;
if (folder === undefined || file === undefined) throw new Error("expected FOLDER STATE");
const [side, steps, count] = [values.side, values.steps, values.patches].map(Number) as [
  number,
  number,
  number,
];
const [size, seed, rate] = [values.size, values.seed, values.rate].map(Number) as [number, number, number];
const waves = cosines(side);
const filterCount = side * side - 1;

interface State {
  readonly step: number;
  /** Coefficients of the filters in the cosine basis, then logarithms of weights. */
  readonly x: Float64Array;
  readonly optimiser: AdamState;
}

const optimiser = adam({ squareDecay: 0.99 });
const start = startingPoint();
let {
  step,
  x,
  optimiser: moments,
}: State = existsSync(file)
  ? deserialize(readFileSync(file))
  : { step: 0, x: start, optimiser: optimiser.init(start.length) };
while (step < steps) {
  const began = performance.now();
  const patches = await trainingPatches(folder, step);
  const experts = expertsOf(x);
  const gradient = x.map(() => 0);
  let loss = 0;
  for (const patch of patches) {
    const { loss: own, filters, weights } = bilevelGradient(experts, patch, STEPS, ITERATIONS, RIM);
    loss += own;
    for (let i = 0; i < filterCount; i++) {
      for (let b = 0; b < filterCount; b++) {
        let sum = 0;
        for (let d = 0; d < side * side; d++) sum += filters[i * side * side + d]! * waves[b]![d]!;
        gradient[i * filterCount + b]! += SCALE * sum;
      }
      gradient[filterCount ** 2 + i]! += experts.weights[i]! * weights[i]!;
    }
  }
  step++;
  const { state, change } = optimiser.update(moments, gradient, rate * (1 - step / (steps + 1)));
  moments = state;
  x = x.map((value, i) => value + change[i]!);
  writeFileSync(`${file}.tmp`, serialize({ step, x, optimiser: moments } satisfies State));
  renameSync(`${file}.tmp`, file);
  const psnr = 10 * Math.log10((255 ** 2 * patches.length * (size - 2 * RIM) ** 2) / (2 * loss));
  console.log(JSON.stringify({ step, psnr, seconds: (performance.now() - began) / 1000 }));
}
const { filters, weights } = expertsOf(x);
console.log(JSON.stringify({ filters: [...filters], weights: [...weights] }));

/**
 * Cosines for filters of 3×3. Larger filters start as the trained ones of 3×3 with zeros around them, and
 * further cosines of little weight: from cosines alone they need many more steps.
 */
function startingPoint(): Float64Array {
  const parameters = new Float64Array(filterCount * (filterCount + 1));
  const small = NATURAL_EXPERTS[3];
  const known = side > small.side ? small.weights.length : 0;
  const rim = (side - small.side) / 2;
  const taps = small.side ** 2;
  const place = (d: number): number => (Math.floor(d / small.side) + rim) * side + (d % small.side) + rim;
  for (let i = 0; i < filterCount; i++) {
    const own = parameters.subarray(i * filterCount, (i + 1) * filterCount);
    if (i < known) {
      const filter = small.filters.subarray(i * taps, (i + 1) * taps);
      own.set(waves.map((wave) => filter.reduce((sum, tap, d) => sum + tap * wave[place(d)]!, 0) / SCALE));
      parameters[filterCount ** 2 + i] = Math.log(small.weights[i]!);
    } else {
      own[i] = 1;
      parameters[filterCount ** 2 + i] = known > 0 ? LOG_LITTLE : LOG_WEIGHT;
    }
  }
  return parameters;
}

function expertsOf(parameters: Float64Array): Experts {
  const own = new Float64Array(filterCount * side * side);
  for (let i = 0; i < filterCount; i++) {
    for (let b = 0; b < filterCount; b++) {
      for (let d = 0; d < side * side; d++) {
        own[i * side * side + d]! += SCALE * parameters[i * filterCount + b]! * waves[b]![d]!;
      }
    }
  }
  return { side, filters: own, weights: parameters.slice(filterCount ** 2).map(Math.exp) };
}

/** The orthonormal cosines of a patch without the constant one. */
function cosines(n: number): number[][] {
  const wave = (k: number, i: number): number =>
    Math.sqrt((k === 0 ? 1 : 2) / n) * Math.cos((Math.PI * k * (i + 0.5)) / n);
  return Array.from({ length: n * n - 1 }, (_, b) =>
    Array.from(
      { length: n * n },
      (_unused, d) => wave(Math.floor((b + 1) / n), Math.floor(d / n)) * wave((b + 1) % n, d % n),
    ),
  );
}

/** New ones in every step, which generalise better than a fixed set. */
async function trainingPatches(from: string, draw: number): Promise<TrainingPatch[]> {
  const names = readdirSync(from).toSorted();
  const result: TrainingPatch[] = [];
  for (let n = 0; n < count; n++) {
    const { integer } = randomStream(seed, draw, n);
    const { data, width, height } = await readGray(join(from, names[integer(names.length)]!));
    const corner = integer(height - size + 1) * width + integer(width - size + 1);
    const clean = Float32Array.from(
      { length: size * size },
      (_, i) => data[corner + Math.floor(i / size) * width + (i % size)]!,
    );
    const noisy = Float64Array.from(addGaussianNoise(clean, NOISE_LEVEL, randomStream(seed, draw, n, 1)));
    result.push({ clean: Float64Array.from(clean), noisy, size: [size, size] });
  }
  return result;
}
