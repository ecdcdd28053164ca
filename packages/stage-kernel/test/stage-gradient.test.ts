import { referenceStage } from "@genericdp/testing";
import { beforeEach, describe, expect, it } from "vitest";
import type { ScaleArrays, StageArrays, StageGradients } from "../src/index.ts";
import { randomStage, randomStream } from "./stage-fixtures.ts";
import { VARIANTS, freshKernel, skipUnlessSupported } from "./variants.ts";

/** A group of parameters: their values, a function that changes them, and their gradient. */
interface Group {
  readonly name: string;
  readonly of: (stage: StageArrays) => Float32Array;
  readonly move: (stage: StageArrays, values: Float32Array) => StageArrays;
  readonly gradient: (gradients: StageGradients) => Float32Array;
}

function scaleGroup(s: number, part: "filters" | "influence"): Group {
  return {
    name: `${part} of scale ${s}`,
    of: (stage) => stage.scales[s]![part],
    move: (stage, values) => {
      const change = (scale: ScaleArrays): ScaleArrays => ({ ...scale, [part]: values });
      return { ...stage, scales: stage.scales.map((scale, i) => (i === s ? change(scale) : scale)) };
    },
    gradient: (gradients) => gradients.scales[s]![part],
  };
}

const GROUPS: readonly Group[] = [
  ...(["x", "observation", "reaction", "gain"] as const).map((name): Group => ({
    name,
    of: (stage) => stage[name],
    move: (stage, values) => ({ ...stage, [name]: values }),
    gradient: (gradients) => gradients[name],
  })),
  ...[0, 1].flatMap((s) => [scaleGroup(s, "filters"), scaleGroup(s, "influence")]),
];

describe.each(VARIANTS)("gradient of stageKernel (%s)", (variant) => {
  beforeEach(skipUnlessSupported(variant));

  // With many nodes, φ is nearly smooth, so that finite differences are meaningful.
  const options = { batch: 2, height: 7, width: 9, size: 3, count: 3, scales: 2, nodes: 4097 };
  const one = randomStage(options);
  const every = randomStage({ ...options, gains: true });
  const dy = Float32Array.from({ length: one.x.length }, randomStream(3));
  const loss = (moved: StageArrays): number =>
    referenceStage(moved).reduce((total, value, i) => total + value * dy[i]!, 0);

  it.each(GROUPS)("by $name agrees with central differences of the float64 twin", async (group) => {
    await check(group, one);
  });

  it.each(GROUPS)("by $name, with a gain for every pixel", async (group) => {
    await check(group, every);
  });

  async function check(group: Group, stage: StageArrays): Promise<void> {
    const { move, gradient } = group;
    const values = group.of(stage);
    const random = randomStream(11);
    const length = 1e-5 * Math.max(...values.map(Math.abs));
    const steps = values.map(() => random() * length);
    // After rounding to float32, the actual distance differs from the intended one.
    const [above, below] = [values.map((v, i) => v + steps[i]!), values.map((v, i) => v - steps[i]!)];
    const numeric = loss(move(stage, above)) - loss(move(stage, below));
    const found = gradient((await freshKernel(variant)).gradient(stage, dy));
    const slope = found.reduce((total, value, i) => total + value * (above[i]! - below[i]!), 0);
    expect(found).toHaveLength(values.length);
    expect(Math.abs(numeric)).toBeGreaterThan(1e-6);
    expect(Math.abs(slope - numeric) / Math.abs(numeric)).toBeLessThan(4e-3);
  }
});
