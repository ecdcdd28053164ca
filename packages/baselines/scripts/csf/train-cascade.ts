/*
 * Trains a cascade of shrinkage fields for one noise level and writes it as a model file:
 *
 *     pnpm train-cascade TRAIN VALIDATION OUT
 *       [--level S] [--stages N] [--steps N] [--batch N] [--patch N] [--seed N]
 *
 * The state is saved in OUT.state every 100 steps, and the next call resumes from it.
 */
import { existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { deserialize, serialize } from "node:v8";
import { native } from "@genericdp/backend-node";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { cropPlane } from "@genericdp/image";
import { psnr } from "@genericdp/metrics";
import {
  createModel,
  parameterCount,
  parameterLayout,
  parseArchitecture,
  plainInitialization,
  writeModel,
} from "@genericdp/model";
import type { Model } from "@genericdp/model";
import { adam, cosineSchedule } from "@genericdp/optim";
import type { AdamState } from "@genericdp/optim";
import { samplePatches } from "@genericdp/training";
import type { TrainingImage } from "@genericdp/training";
import { dispose, tensor4d } from "@tensorflow/tfjs-core";
import { csfWith } from "../../src/csf/csf-with.ts";
import { readGray } from "../read-gray.ts";
import { shrinkageGradient } from "./shrinkage-gradient.ts";

/** Validation images, and the side of the parts of them that are restored. */
const [IMAGES, SIDE] = [24, 160];
/** The learning rates at the start, and what is left of them at the end. */
const RATES = { coefficients: 0.005, influence: 0.1, reaction: 0.02 };
const FINAL_RATE = 0.02;
/** λ at the start; the power of the filters is about their number. */
const REACTION = 4;
/** Of φ(z) = z/(1 + (z/20)²) at the start, which removes weak responses, relative to the plain start. */
const SLOPE = 200;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    level: { type: "string", default: "25" },
    stages: { type: "string", default: "5" },
    steps: { type: "string", default: "3000" },
    batch: { type: "string", default: "8" },
    patch: { type: "string", default: "96" },
    seed: { type: "string", default: "1" },
  },
});
const [folder, validationFolder, file] = positionals;
if (folder === undefined || validationFolder === undefined || file === undefined) {
  throw new Error("expected TRAIN VALIDATION OUT");
}
const [level, stages, steps, batch, patch, seed] = [
  values.level,
  values.stages,
  values.steps,
  values.batch,
  values.patch,
  values.seed,
].map(Number) as [number, number, number, number, number, number];

const architecture = parseArchitecture({
  stages,
  scales: [{ filters: 48, size: 7 }],
  influence: { centres: 63, radius: 310 },
  reaction: { knots: [level] },
  gain: null,
  gainMap: null,
  noiseRange: { min: level, max: level },
});
const layout = parameterLayout(architecture);

interface State {
  readonly step: number;
  readonly parameters: Float32Array;
  readonly average: Float32Array;
  readonly moments: AdamState;
}

const optimiser = adam({ squareDecay: 0.99 });
const saved = `${file}.state`;
let { step, parameters, average, moments }: State = existsSync(saved)
  ? deserialize(readFileSync(saved))
  : { step: 0, parameters: start(), average: start(), moments: optimiser.init(parameterCount(architecture)) };
const rates = new Float64Array(parameters.length);
for (const { kind, offset, length } of layout)
  rates.fill(RATES[kind as keyof typeof RATES], offset, offset + length);

const backend = native();
await backend.activate();
const [images, validation] = [await grayImages(folder), await grayImages(validationFolder, IMAGES)];
let began = performance.now();
while (step < steps) {
  const { clean, noisy } = samplePatches(
    images,
    { seed, patch, batch, architecture, degradation: "gaussian" },
    step,
  );
  const shape = [batch, patch, patch, 1] as [number, number, number, number];
  const [x, truth] = [tensor4d(noisy, shape), tensor4d(clean, shape)];
  const { loss, gradient } = shrinkageGradient(modelOf(parameters), x, truth, level);
  dispose([x, truth]);
  const scale = cosineSchedule(step, { steps, peak: 1, final: FINAL_RATE, warmup: 100 });
  const { state, change } = optimiser.update(
    moments,
    gradient,
    rates.map((rate) => rate * scale),
  );
  moments = state;
  parameters = parameters.map((value, i) => value + change[i]!);
  const decay = Math.min(0.998, (1 + step) / (10 + step));
  average = average.map((value, i) => decay * value + (1 - decay) * parameters[i]!);
  step++;
  if (step % 100 > 0 && step < steps) continue;
  writeFileSync(`${saved}.tmp`, serialize({ step, parameters, average, moments } satisfies State));
  renameSync(`${saved}.tmp`, saved);
  const seconds = (performance.now() - began) / 1000;
  const error = 10 * Math.log10((255 ** 2 * batch * patch ** 2) / (2 * loss));
  const measured = step % 500 === 0 || step === steps ? { validation: await validate(modelOf(average)) } : {};
  console.log(JSON.stringify({ step, error, seconds, ...measured }));
  began = performance.now();
}
writeFileSync(file, writeModel(modelOf(average), { precision: "f16" }));
backend.release();

function modelOf(weights: Float32Array): Model {
  return createModel({
    name: `csf-${level}`,
    architecture,
    parameters: weights,
    training: { step, seed, batch, patch },
  });
}

function start(): Float32Array {
  const plain = plainInitialization(architecture);
  for (const { kind, stage, offset, length } of layout) {
    const own = plain.subarray(offset, offset + length);
    if (kind === "influence") own.forEach((w, i) => (own[i] = (SLOPE * w) / ([10, 5, 2][stage] ?? 1)));
    if (kind === "reaction") own.fill(Math.log(REACTION));
  }
  return plain;
}

/** Mean PSNR in dB. */
async function validate(model: Model): Promise<number> {
  const denoiser = csfWith(model);
  let total = 0;
  for (const [i, { data, width, height }] of validation.entries()) {
    const side = { width: SIDE, height: SIDE };
    const clean = cropPlane({ data, width, height }, (width - SIDE) >> 1, (height - SIDE) >> 1, side).data;
    const x = tensor4d(addGaussianNoise(clean, level, randomStream(seed, i)), [1, SIDE, SIDE, 1]);
    const u = denoiser.denoise(x, { noiseLevel: level });
    total += psnr(clean, (await u.data()) as Float32Array);
    dispose([x, u]);
  }
  denoiser.dispose();
  return total / validation.length;
}

async function grayImages(from: string, most: number = Infinity): Promise<TrainingImage[]> {
  const result: TrainingImage[] = [];
  for (const name of readdirSync(from).toSorted().slice(0, most)) {
    const { data, ...size } = await readGray(join(from, name));
    result.push({ data: Float32Array.from(data), ...size, channels: 1 });
  }
  return result;
}
