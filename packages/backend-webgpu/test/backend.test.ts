import { nodeGpu } from "@genericdp/node-gpu";
import { backendLaws, describeBackend } from "@genericdp/testing";
import { vi } from "vitest";
import { webgpu } from "../src/index.ts";
import { testGradient } from "./gradient.ts";
import { testBackend } from "./webgpu.ts";

/*
 * Everything in Node is in one file, on one device: each compiles its own shaders, which takes most of the
 * time on a GPU that the processor emulates.
 */

const gpu = await nodeGpu();
vi.setConfig({ testTimeout: 240_000 });

testGradient(gpu);

/** testGradient compares these shapes with gradients composed elsewhere, because tfjs has many shaders. */
const ELSEWHERE = /composed/;
/** Responses are float16 only in the stage; testBackend tests that gradients stay the same bit for bit. */
const OF_THE_STAGE = /^the (diffusion )?stage|NaN|activated/;

for (const [responses, laws] of [
  ["float32", backendLaws.filter(({ name }) => !ELSEWHERE.test(name))],
  ["float16", backendLaws.filter(({ name }) => OF_THE_STAGE.test(name))],
] as const) {
  describeBackend(
    `webgpu in Node, on ${gpu.adapter ?? "no adapter"}, responses ${responses}`,
    () => webgpu({ responses }),
    { unavailable: gpu.unavailable, laws },
  );
}

testBackend(gpu);
