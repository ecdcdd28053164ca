import { nodeBackend } from "@genericdp/backend-node";
import { wasm } from "@genericdp/backend-wasm";
import { genericDP } from "@genericdp/model";
import { grayTinyModel } from "@genericdp/model/gray-tiny";
import "@tensorflow/tfjs-backend-cpu";
import { setBackend, tensor4d, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";

const SIDE = 1100;

function image(seed: number): Tensor4D {
  const levels = Float32Array.from({ length: SIDE ** 2 }, (_, i) => 120 + 90 * Math.sin(seed * i));
  return tensor4d(levels, [1, SIDE, SIDE, 1]);
}

describe.each([
  { name: "nodeBackend()", create: () => nodeBackend({ threads: 2 }) },
  { name: "wasm()", create: () => wasm({ threads: 1 }) },
])("a stage on $name", ({ create }) => {
  it("is the same for tensors of another backend, though moving them grows the memory", async () => {
    await setBackend("cpu");
    const [x, observation] = [image(2), image(3)];
    const backend = create();
    await backend.activate();
    const diffusion = genericDP(grayTinyModel());
    const run = (u: Tensor4D, f: Tensor4D): Float32Array =>
      tidy(() => diffusion.stage(u, f, 1, 25).dataSync<"float32">().slice());
    const brought = run(x, observation);
    const own = tidy(() => run(image(2), image(3)));
    expect(brought.findIndex((value, i) => value !== own[i])).toBe(-1);
    expect(own.every(Number.isFinite)).toBe(true);
    diffusion.dispose();
    x.dispose();
    observation.dispose();
    backend.release();
  });
});
