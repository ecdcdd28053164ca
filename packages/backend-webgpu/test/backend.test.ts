import { backendLaws } from "@genericdp/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { webgpu } from "../src/index.ts";
import { nodeGpu } from "./node-gpu.ts";

const { adapter, unavailable } = await nodeGpu();
const backend = webgpu();
/** What runs on the processor takes its time, above all to compile tfjs's shaders. */
const TIMEOUT = 240_000;
/**
 * The gradient is composed of tfjs's ops, and its scatterND adds floats in the order in which they come: the
 * last digits differ from run to run. What this law says of the stage itself, webgpu.test.ts checks.
 */
const NOT_KEPT = "the stage gives the same twice, leaves its inputs as they were and leaks nothing";

describe(`webgpu in Node, on ${adapter ?? "no adapter"}`, () => {
  beforeEach(async ({ skip }) => {
    skip(unavailable !== undefined, unavailable);
    await backend.activate();
  });
  it.each(backendLaws.filter(({ name }) => name !== NOT_KEPT))(
    "$name",
    (law) => expect(law.check(backend)).resolves.toBeUndefined(),
    TIMEOUT,
  );
});
