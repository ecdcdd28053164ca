import "@tensorflow/tfjs-backend-cpu";
import { defineLinearOperator } from "@genericdp/core";
import type { ImageShape } from "@genericdp/core";
import { setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import type { RunnerTestSuite } from "vitest";
import { describeLinearOperator, linearOperatorLaws } from "../src/index.ts";
import type { OperatorCase } from "../src/index.ts";
import { brokenOperators } from "./broken-operators.ts";
import { pairSums, pairSumsParts } from "./pair-sums.ts";

/** Short names for the table of broken operators, in the order of the laws. */
const shortNames = [
  "shape",
  "input",
  "leak",
  "linear",
  "adjoint",
  "gradient",
  "batch",
  "diagonal",
  "optimal",
  "iteration",
  "start",
  "data",
  "precondition",
];
const inputShapes: readonly ImageShape[] = [
  [1, 6, 5, 1],
  [2, 4, 3, 2],
];

const bare = defineLinearOperator({
  name: "nothing",
  outputShape: (shape) => shape,
  forward: (x) => x,
  adjoint: (y) => y,
});

beforeAll(() => setBackend("cpu"));

describeLinearOperator("pair sums", pairSums, { inputShapes, timeout: 30_000 });
describeLinearOperator(
  "pair sums without a proximal map",
  () => {
    const { proxL2: _, ...rest } = pairSumsParts;
    return defineLinearOperator(rest);
  },
  { inputShapes },
);
describeLinearOperator("doing nothing, on shapes of the suite's own", () => bare);

describe("for parts that an operator lacks", () => {
  describeLinearOperator("one with forward and adjoint alone", () => bare, { inputShapes });

  it("no laws are declared", ({ task }) => {
    const suite = task.suite!.tasks.find(({ type }) => type === "suite") as RunnerTestSuite;
    const expected = linearOperatorLaws.filter(({ applies }) => applies === undefined);
    expect(suite.tasks.map(({ name }) => name)).toEqual(expected.map(({ name }) => name));
    expect(expected.length).toBeLessThan(linearOperatorLaws.length);
  });
});

describe("linearOperatorLaws", () => {
  it("each have a short name", () => expect(linearOperatorLaws.length).toBe(shortNames.length));

  it.each(brokenOperators)("reject an operator that $name", async ({ operator, breaks, says }) => {
    const violations = await findViolations({ operator, inputShapes });
    expect(Object.keys(violations)).toEqual(breaks);
    expect(violations[breaks[0]!]).toMatch(says);
  });

  it("are independent: each can be violated alone, unless others follow from it", () => {
    const alone = brokenOperators.filter(({ breaks }) => breaks.length === 1).map(({ breaks }) => breaks[0]!);
    // Without the right shape or linearity, there is no adjoint; what is optimal agrees with the
    // iteration.
    expect(new Set([...alone, "shape", "linear", "iteration"])).toEqual(new Set(shortNames));
    expect(new Set(brokenOperators.flatMap(({ breaks }) => breaks))).toEqual(new Set(shortNames));
  });
});

async function findViolations(subject: OperatorCase): Promise<Record<string, string>> {
  const violations: Record<string, string> = {};
  for (const [i, { applies, check }] of linearOperatorLaws.entries()) {
    if (applies?.(subject) === false) continue;
    try {
      await check(subject);
    } catch (error) {
      violations[shortNames[i]!] = error instanceof Error ? error.message : String(error);
    }
  }
  return violations;
}
