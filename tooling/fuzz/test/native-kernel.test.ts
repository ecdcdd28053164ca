import { supportedNativeVariants } from "@genericdp/stage-kernel-native";
import { expect, it } from "vitest";
import { fuzzNativeKernel } from "../src/fuzz-native-kernel.ts";

it("random stages give the same results as WebAssembly or are rejected with a reason", async ({ skip }) => {
  skip(supportedNativeVariants().length === 0, "no kernel is compiled for this platform");
  const { computed, refused, faults } = await fuzzNativeKernel(1, 40);
  expect(faults).toEqual([]);
  expect(computed).toBeGreaterThan(0);
  expect(refused).toBeGreaterThan(0);
});
