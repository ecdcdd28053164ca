import "@tensorflow/tfjs-backend-cpu";

import type { Denoiser } from "@genericdp/core";
import { setBackend } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";

import { denoiserLaws, describeDenoiser } from "../src/index.ts";
import { brokenDenoisers } from "./broken-denoisers.ts";
import { gaussianSmoothing } from "./gaussian-smoothing.ts";

/** Short names for the table of broken denoisers. */
const lawNames: Readonly<Record<string, string>> = {
  "returns a float32 tensor of the shape of its input": "shape",
  "leaves its input unchanged and returns another tensor": "input",
  "leaks no tensor": "leak",
  "gives bitwise the same result twice": "bits",
  "denoises each image of a batch as if it were alone": "batch",
  "works at both ends of its noise range": "ends",
  "throws a RangeError for a noise level outside its range": "outside",
  "keeps a constant image nearly constant": "constant",
  "stays finite on extreme images": "finite",
  "neither clips nor rounds": "clip",
  "reduces the mean squared error": "mse",
};

beforeAll(() => setBackend("cpu"));

describeDenoiser("Gaussian smoothing", gaussianSmoothing, { timeout: 30_000 });

describe("denoiserLaws", () => {
  it.each(brokenDenoisers)("reject a denoiser that $name", async ({ denoiser, breaks, says }) => {
    const violations = await findViolations(denoiser);
    expect(Object.keys(violations)).toEqual(breaks);
    expect(violations[breaks[0] ?? ""]).toMatch(says);
  });

  it("are independent: each can be violated alone, except the one about the ends of the range", () => {
    const alone = brokenDenoisers.filter(({ breaks }) => breaks.length === 1).map(({ breaks }) => breaks[0]);
    expect(new Set([...alone, "ends"])).toEqual(new Set(Object.values(lawNames)));
  });
});

async function findViolations(denoiser: Denoiser): Promise<Record<string, string>> {
  const violations: Record<string, string> = {};
  for (const { name, check } of denoiserLaws) {
    try {
      await check(denoiser);
    } catch (error) {
      violations[lawNames[name] ?? name] = error instanceof Error ? error.message : String(error);
    }
  }
  return violations;
}
