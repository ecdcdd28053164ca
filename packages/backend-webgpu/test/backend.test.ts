import { nodeGpu } from "@genericdp/node-gpu";
import { describeBackend } from "@genericdp/testing";
import { webgpu } from "../src/index.ts";

const { adapter, unavailable } = await nodeGpu();

// A GPU emulated by the processor is slow, above all in compiling the shaders of tfjs.
for (const responses of ["float32", "float16"] as const) {
  describeBackend(
    `webgpu in Node, on ${adapter ?? "no adapter"}, responses ${responses}`,
    () => webgpu({ responses }),
    { timeout: 240_000, unavailable },
  );
}
