/*
 * Trains the bundled model photo, starting from colour: `node src/train.ts POLYU CLEAN OUT`. POLYU is a
 * folder of photo pairs, CLEAN a folder of clean photos to simulate noise on. The log is OUT.jsonl.
 */
import { appendFileSync, writeFileSync } from "node:fs";
import { addGaussianNoise } from "@genericdp/core";
import type { RandomStream } from "@genericdp/core";
import { ORIENTATIONS, cropPlane, orientPlane } from "@genericdp/image";
import { writeModel } from "@genericdp/model";
import { colourModel } from "@genericdp/model/colour";
import { evenLevels } from "@genericdp/noise";
import { exportModel, parseRecipe, train, workerPool } from "@genericdp/training";
import type { Degrade } from "@genericdp/training";
import { realPairs, simulatedPairs } from "./pairs.ts";
import type { Pair } from "./pairs.ts";

const [polyu = "", clean = "", out = ""] = process.argv.slice(2);
const STEPS = 1500;
/**
 * Shares of patches with real and simulated camera noise. The rest have white noise, so that the model does
 * not forget it.
 */
const [REAL, SIMULATED] = [0.6, 0.2];
/** Standard deviation of a random error in the log of the noise levels that the model is given. */
const JITTER = 0.08;
const LOGGED = 20;

const start = colourModel();
const { architecture } = start;
const { min, max } = architecture.noiseRange;
const recipe = parseRecipe({
  name: "photo",
  seed: 9,
  architecture,
  shards: 2,
  patch: 96,
  margin: 4,
  noiseQuantiles: [0.5, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 23, 26, 29, 32, 35, 38, 41, 44, 48, 55],
  lossOffset: 1,
  degradation: "pairs",
  validationLevels: [15],
  phases: [
    {
      optimizer: "adam",
      stages: "joint",
      steps: STEPS,
      batch: 8,
      warmup: 50,
      finalRate: 0.02,
      averaging: 0.99,
      learningRates: {
        coefficients: 0.006,
        influence: 0.015,
        reaction: 0.015,
        gain: 0.015,
        mapCoefficients: 0.006,
        mapInfluence: 0.009,
        mapSynthesis: 0.006,
      },
    },
  ],
});
const real = await realPairs(polyu);
const simulated = await simulatedPairs(clean, 200);
const noticed = simulated.filter(({ levels }) => Math.max(...levels) > 1);

const pairs: Degrade = (image, noiseLevel, random) => {
  const kind = random.uniform();
  if (kind >= REAL + SIMULATED) return { data: addGaussianNoise(image.data, noiseLevel, random), noiseLevel };
  const from = kind < REAL ? real : noticed;
  const pair = from[random.integer(from.length)]!;
  const cut = cutAlike(pair, image.width, random);
  // The pair's clean patch replaces the drawn one.
  image.data.set(cut(pair.clean));
  const error = Math.exp(JITTER * random.normal());
  const { level, factors } = evenLevels(pair.levels.map((each) => error * Math.max(min, each)));
  return {
    data: cut(pair.noisy),
    noiseLevel: Math.min(max, Math.max(min, level)),
    planeFactors: factors,
  };
};

/** Cuts the same random square out of several versions of a picture. */
function cutAlike(
  { width, height }: Pair,
  side: number,
  random: RandomStream,
): (data: Float32Array) => Float32Array {
  const left = random.integer(width - side + 1);
  const top = random.integer(height - side + 1);
  const orientation = ORIENTATIONS[random.integer(ORIENTATIONS.length)]!;
  return (data) =>
    orientPlane(cropPlane({ data, width, height }, left, top, { width: side, height: side }), orientation)
      .data;
}

const worker = new URL("../../../apps/cli/src/train-worker.ts", import.meta.url);
const runner = workerPool(worker, 2);
const images = simulated.map(({ clean: data, width, height }) => ({ data, width, height, channels: 3 }));
const began = performance.now();
const minutes = (): number => (performance.now() - began) / 60_000;
const { architecture: _, ...rest } = recipe;
let loss = 0;
const run = train({ recipe, images, runner, degradations: { pairs }, start: start.parameters });
for await (const { step, loss: now, state } of run) {
  loss += now / LOGGED;
  if (step % LOGGED !== 0 && step !== STEPS) continue;
  appendFileSync(`${out}.jsonl`, `${JSON.stringify({ step, loss, minutes: minutes() })}\n`);
  loss = 0;
  const record = {
    recipe: rest,
    data: { pairs: real.length, simulated: noticed.length },
    start: start.name,
    steps: step,
    minutes: Math.round(10 * minutes()) / 10,
  };
  writeFileSync(out, writeModel(exportModel(recipe, state, record), { precision: "f16" }));
}
await runner.close();
