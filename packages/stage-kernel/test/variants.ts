import type { TestContext } from "vitest";
import { startStageKernel, supportedVariant } from "../src/index.ts";
import type { SimdVariant, StageKernel } from "../src/index.ts";

export const VARIANTS: readonly SimdVariant[] = ["simd", "relaxed"];

/** Skips a test of the relaxed variant, with a reason, if the engine does not support those instructions. */
export function skipUnlessSupported(variant: SimdVariant): (context: TestContext) => void {
  return ({ skip }) => {
    skip(variant === "relaxed" && supportedVariant() !== "relaxed", "this engine has no relaxed SIMD");
  };
}

export async function freshKernel(variant: SimdVariant): Promise<StageKernel> {
  return startStageKernel({ variant, threads: 1 });
}
