import { describe, expect, it } from "vitest";
import { parseRecipe, totalSteps } from "../src/index.ts";
import { adamPhase, tiny } from "./tiny-recipe.ts";

const recipe = parseRecipe(tiny);

describe("parseRecipe", () => {
  it("fills in defaults and keeps given values", () => {
    expect(recipe.seed).toBe(1);
    expect(recipe.phases).toMatchObject([{ batch: 4, stages: "joint" }]);
    expect(recipe).toMatchObject({ noiseExponent: 1.5 });
    const phases = [
      { steps: 7, learningRates: { gain: 1 } },
      { optimizer: "lbfgs", steps: 2 },
    ];
    expect(parseRecipe({ ...tiny, phases }).phases).toMatchObject([
      { optimizer: "adam", steps: 7, batch: 16, learningRates: { coefficients: 2e-3, gain: 1 } },
      { optimizer: "lbfgs", steps: 2, batch: 4000, memory: 5 },
    ]);
  });

  it.each([{}, { noiseExponent: 2 }, { noiseQuantiles: [5, 9, 50] }])(
    "reads its own output for %j, because models and checkpoints contain recipes",
    (noise) => {
      const parsed = parseRecipe({ ...tiny, ...noise });
      expect(parsed).toMatchObject(noise);
      expect(parseRecipe(JSON.parse(JSON.stringify(parsed)))).toEqual(parsed);
    },
  );

  it("counts the steps of all stages of a greedy phase", () => {
    const phases = [
      { ...adamPhase, stages: "greedy", steps: 5 },
      { ...adamPhase, steps: 3 },
    ];
    expect(totalSteps(parseRecipe({ ...tiny, phases }))).toBe(13);
  });

  const phase = (changes: object): object => ({ ...tiny, phases: [{ ...adamPhase, ...changes }] });
  it.each<[string, unknown, string]>([
    ["no object", [], "recipe: expected an object"],
    ["no name", { ...tiny, name: "" }, "recipe: expected a name"],
    ["an unknown field", { ...tiny, epochs: 3 }, 'recipe: expected a known field, got "epochs"'],
    ["no phases", { ...tiny, phases: [] }, "recipe: expected a list of phases, got []"],
    [
      "no steps",
      phase({ steps: undefined }),
      "phase 1: expected a whole number from 1 to 1000000000 for steps",
    ],
    [
      "a number of patches that is not a multiple of the batch",
      phase({ patches: 6 }),
      "a multiple of the batch of 4 for patches",
    ],
    [
      "a family that the architecture lacks",
      { ...tiny, patch: 24, families: ["noise", "blur"] },
      'expected a list of noise for families, got ["noise","blur"]',
    ],
    [
      "patches that are not a whole number of blocks",
      { ...tiny, families: ["noise"] },
      "expected a patch that is a multiple of 24 for families, got 12",
    ],
    ["half a step", phase({ steps: 1.5 }), "for steps, got 1.5"],
    [
      "an unknown optimiser",
      phase({ optimizer: "sgd" }),
      'expected "adam" or "lbfgs" for optimizer, got "sgd"',
    ],
    ["a field of the other optimiser", phase({ memory: 5 }), 'expected a known field, got "memory"'],
    ["more shards than patches", { ...tiny, shards: 5 }, "shards ≤ batch, got 5 > 4"],
    ["a margin that covers the patch", { ...tiny, margin: 6 }, "margin below half the patch of 12, got 6"],
    [
      "a learning rate below zero",
      phase({ learningRates: { gain: -1 } }),
      "learningRates: expected a number from 0 to 1000000 for gain, got -1",
    ],
    [
      "two distributions of the noise",
      { ...tiny, noiseExponent: 1, noiseQuantiles: [5, 50] },
      "expected noiseExponent or noiseQuantiles, got both",
    ],
    ...[[5], [9, 5], [5, 1e3], [1, 50], [5, null], "5,50"].map(
      (noiseQuantiles): [string, unknown, string] => [
        `${JSON.stringify(noiseQuantiles)} for quantiles`,
        { ...tiny, noiseQuantiles },
        `for noiseQuantiles, got ${JSON.stringify(noiseQuantiles)}`,
      ],
    ),
    ["a broken architecture", { ...tiny, architecture: {} }, "for stages"],
  ])("rejects %s", (_, value, message) => {
    expect(() => parseRecipe(value)).toThrow(message);
  });
});
