import {
  composedStageGradient,
  diffusionStage,
  diffusionStageGradient,
  packStageInputs,
} from "@genericdp/core";
import type { Backend, StageInputs } from "@genericdp/core";
import { dispose, memory, tensor4d } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Law } from "../law.ts";
import { expectClose, expectNear, take, takeAll } from "./compare.ts";
import { directionalDerivative, expectSlope } from "./directional-derivative.ts";
import { referenceStage } from "./reference-stage.ts";
import { randomStage, uploadStage } from "./stage-values.ts";
import type { Numbers, StageCase, StageValues } from "./stage-values.ts";

const ON_COLOUR = { channels: 3, gains: 3, gainMap: true } as const;

const CASES: readonly StageCase[] = [
  { batch: 1, height: 1, width: 1, scales: pyramid(7), count: 3 },
  { batch: 1, height: 12, width: 17, scales: pyramid(7), count: 5 },
  { batch: 2, height: 9, width: 34, scales: pyramid(5, 7, 3), count: 4 },
  { batch: 2, height: 11, width: 19, scales: pyramid(3, 5), count: 4, gainMap: true },
  { batch: 1, height: 33, width: 3, scales: pyramid(9), count: 6, gainMap: true },
  { batch: 1, height: 3, width: 70, scales: pyramid(5, 5, 5), count: 9, gainMap: true },
  { batch: 2, height: 6, width: 18, channels: 3, scales: pyramid(5, 3), count: 4 },
  { batch: 1, height: 7, width: 21, channels: 4, scales: pyramid(3), count: 5, reactionMap: true },
  {
    ...ON_COLOUR,
    batch: 2,
    height: 10,
    width: 13,
    scales: [
      { size: 5, block: 1, channels: [0] },
      { size: 3, block: 1, channels: [2, 0, 1] },
      { size: 3, block: 4, channels: [1, 2] },
    ],
    count: 3,
    reactionMap: true,
  },
];

/** One scale for each filter size, each half as fine as the one before. */
function pyramid(...sizes: readonly number[]): StageCase["scales"] {
  return sizes.map((size, s) => ({ size, block: 2 ** s }));
}

/** Passes the tensors of a stage to `use` and then disposes them. */
async function onStage<Result>(
  stage: StageValues,
  use: (inputs: StageInputs) => Promise<Result>,
): Promise<Result> {
  const inputs = uploadStage(stage);
  try {
    return await use(inputs);
  } finally {
    dispose(packStageInputs(inputs));
  }
}

export const stageIsRight: Law<Backend> = {
  name: "the diffusion stage agrees with a float64 reference",
  async check({ capabilities: { stageError = 0 } }) {
    for (const [seed, of] of CASES.entries()) {
      const stage = randomStage(of, seed);
      const found = await onStage(stage, (inputs) => take(diffusionStage(inputs)));
      expectClose(JSON.stringify(of), found, referenceStage(stage), 2e-3 + stageError);
    }
  },
};

export const stageGradientIsComposed: Law<Backend> = {
  name: "every gradient of the stage agrees with the composed stage",
  async check() {
    for (const [seed, of] of CASES.entries()) {
      await onStage(randomStage(of, seed), async (inputs) => {
        const dy = backSignal(inputs.x.shape);
        const found = await takeAll(diffusionStageGradient(dy, inputs));
        const wanted = await takeAll(composedStageGradient(dy, inputs));
        dy.dispose();
        wanted.forEach((values, i) =>
          expectNear(`${nameOf(i)}, ${JSON.stringify(of)}`, found[i]!, values, 2e-3),
        );
      });
    }
  },
};

export const stageGradientIsRight: Law<Backend> = {
  name: "every gradient of the stage agrees with differences of a float64 reference",
  async check() {
    for (const [seed, of] of [...CASES.slice(1, 4), CASES.at(-1)!].entries()) {
      const stage = randomStage(of, seed);
      const [dy, gradients] = await onStage(stage, async (inputs) => {
        const back = backSignal(inputs.x.shape);
        const found = await takeAll(diffusionStageGradient(back, inputs));
        return [await take(back), found] as const;
      });
      const value = (moved: StageValues): number =>
        referenceStage(moved).reduce((sum, y, i) => sum + y * dy[i]!, 0);
      gradients.forEach((gradient, i) => {
        const { numbers, replace } = inputOf(stage, i);
        const slope = directionalDerivative(numbers, gradient, (moved) => value(replace(moved)));
        expectSlope(`${nameOf(i)}, ${JSON.stringify(of)}`, slope, 5e-3);
      });
    }
  },
};

/** The `i`-th input of a stage, and a function that replaces it. */
function inputOf(
  stage: StageValues,
  i: number,
): { readonly numbers: Numbers; replace(numbers: Numbers): StageValues } {
  const images = ["x", "observation", "reaction", "gain"] as const;
  const name = images[i];
  if (name !== undefined) {
    return { numbers: stage[name], replace: (numbers) => ({ ...stage, [name]: numbers }) };
  }
  const part = i % 2 === 0 ? "filters" : "influence";
  const at = Math.floor((i - images.length) / 2);
  return {
    numbers: stage.scales[at]![part],
    replace: (numbers) => ({
      ...stage,
      scales: stage.scales.map((scale, s) => (s === at ? { ...scale, [part]: numbers } : scale)),
    }),
  };
}

export const stageIsLocal: Law<Backend> = {
  name: "a NaN affects only pixels whose filters see it",
  async check({ capabilities: { stageError = 0 } }) {
    const of: StageCase = { batch: 1, height: 24, width: 29, scales: pyramid(5), count: 4 };
    const stage = randomStage(of, 1);
    const x = Float32Array.from(stage.x);
    x[11 * of.width + 13] = NaN;
    const clean = await onStage(stage, (inputs) => take(diffusionStage(inputs)));
    const spoilt = await onStage({ ...stage, x }, (inputs) => take(diffusionStage(inputs)));
    spoilt.forEach((value, i) => {
      const away = Math.max(Math.abs(Math.floor(i / of.width) - 11), Math.abs((i % of.width) - 13));
      // A NaN in an image may turn off reduced precision. The comparison counts a NaN as wrong.
      if (away > 4 && !(Math.abs(value - clean[i]!) <= stageError))
        throw new Error(`expected ${clean[i]} at ${i}, got ${value}`);
    });
  },
};

export const stageIsPure: Law<Backend> = {
  name: "the stage is reproducible, its gradient up to rounding, and neither leaks nor changes inputs",
  async check() {
    const stage = randomStage(CASES[3]!, 5);
    await onStage(stage, async (inputs) => {
      const dy = backSignal(inputs.x.shape);
      const run = async (): Promise<Float32Array[]> =>
        takeAll([diffusionStage(inputs), ...diffusionStageGradient(dy, inputs)]);
      const first = await run();
      const before = memory();
      const second = await run();
      const after = memory();
      expectClose("the stage, the second time", second[0]!, first[0]!, 0);
      // A GPU may add in the order in which its threads finish.
      first.slice(1).forEach((values, i) => expectNear(`${nameOf(i)}, again`, second[i + 1]!, values, 1e-5));
      expectClose("x afterwards", await inputs.x.data(), stage.x, 0);
      for (const count of ["numTensors", "numDataBuffers"] as const) {
        if (after[count] !== before[count]) {
          throw new Error(`expected no change of ${count}, got ${after[count] - before[count]} more`);
        }
      }
      dy.dispose();
    });
  },
};

/** A reproducible back-signal. */
function backSignal(shape: Tensor4D["shape"]): Tensor4D {
  const length = shape.reduce((product, size) => product * size, 1);
  return tensor4d(
    Float32Array.from({ length }, (_, i) => Math.sin(i * i + 1)),
    shape,
  );
}

function nameOf(i: number): string {
  const names = ["x", "observation", "reaction", "gain"];
  return `gradient by ${names[i] ?? ["filters", "influence"][i % 2]}`;
}
