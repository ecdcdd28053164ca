import { wasm } from "@genericdp/backend-wasm";
import { runOn } from "@genericdp/core";
import type { TensorWork } from "@genericdp/core";
import { createModel, genericDP, parseArchitecture, plainInitialization, stageReach } from "@genericdp/model";
import { colourModel } from "@genericdp/model/colour";
import { grayModel } from "@genericdp/model/gray";
import { memory } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { denoisePlane } from "../src/denoise-plane.ts";
import { denoiseStrips } from "../src/denoise-strips.ts";
import { noisyPicture } from "./pictures.ts";

const KNOTS = { knots: [2, 40] };

function model(scales: readonly object[], gainMap: object | null, channels = 1) {
  const architecture = parseArchitecture({
    stages: 3,
    channels,
    scales,
    influence: { centres: 31, radius: 150 },
    reaction: KNOTS,
    gain: KNOTS,
    gainMap,
    noiseRange: { min: 2, max: 40 },
  });
  const parameters = plainInitialization(architecture).map((value, i) => value + 0.02 * Math.sin(i));
  return createModel({ name: "test", architecture, parameters: Float32Array.from(parameters) });
}

const MODELS = {
  "one scale": model([{ filters: 4, size: 5 }], null),
  "one scale with gain map": model([{ filters: 4, size: 3 }], { filters: 4, size: 5 }),
  "three scales": model(
    [4, 4, 4].map((filters) => ({ filters, size: 3 })),
    null,
  ),
  "three scales of different sizes with gain map": model(
    [7, 3, 5].map((size) => ({ filters: 4, size })),
    { filters: 4, size: 3 },
  ),
  colour: model(
    [
      { filters: 4, size: 5, channels: [0] },
      { filters: 4, size: 3, block: 4 },
    ],
    { filters: 4, size: 3 },
    3,
  ),
  "the bundled model": grayModel(),
  "the bundled model for colour": colourModel(),
};

describe("denoiseStrips", () => {
  beforeAll(() => wasm().activate());
  const run = <Result>(work: TensorWork<Result>): Promise<Result> => runOn("wasm", work);

  it.each(Object.entries(MODELS))("equals the result of the whole plane, bit for bit: %s", async (_, of) => {
    const diffusion = genericDP(of);
    const { margin, grid } = stageReach(of.architecture);
    for (const [height, rows] of [
      [4 * margin + 3, margin],
      [3 * margin + 1, margin + grid],
      [2 * margin, 2 * margin - grid],
      [5, margin],
    ] as const) {
      const width = 37;
      const channels = diffusion.channels === 3 ? 3 : 1;
      const plane = noisyPicture(width, height, channels, 20).data;
      const before = plane.slice();
      const options = { width, height, noiseLevel: 20, afterPart: () => Promise.resolve() };
      const whole = await run(denoisePlane(diffusion, plane, options));
      const tensors = memory().numTensors;
      expect(await run(denoiseStrips(diffusion, plane, { ...options, rows }))).toEqual(whole);
      expect(memory().numTensors).toBe(tensors);
      expect(plane).toEqual(before);
    }
    diffusion.dispose();
  });

  it("reports its progress after every strip of every stage", async () => {
    const diffusion = genericDP(MODELS["one scale"]);
    const [width, height] = [20, 24];
    const plane = noisyPicture(width, height, 1, 20).data;
    const options = { width, height, noiseLevel: 20, rows: 8 };
    const parts: number[] = [];
    const afterPart = async (done: number): Promise<void> => void parts.push(done);
    await run(denoiseStrips(diffusion, plane, { ...options, afterPart }));
    expect(parts).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9].map((n) => n / 9));
    diffusion.dispose();
  });

  it("stops with an error thrown between two strips, and leaks nothing", async () => {
    const diffusion = genericDP(MODELS["three scales"]);
    const plane = noisyPicture(20, 90, 1, 20).data;
    const tensors = memory().numTensors;
    let parts = 0;
    const afterPart = async (): Promise<void> => {
      if (++parts === 4) throw new Error("enough");
    };
    const options = { width: 20, height: 90, noiseLevel: 20, rows: 32, afterPart };
    await expect(run(denoiseStrips(diffusion, plane, options))).rejects.toThrow("enough");
    expect(parts).toBe(4);
    expect(memory().numTensors).toBe(tensors);
    diffusion.dispose();
  });
});
