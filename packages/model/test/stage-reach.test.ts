import { wasm } from "@genericdp/backend-wasm";
import { tensor4d } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { createModel, genericDP, parseArchitecture, plainInitialization, stageReach } from "../src/index.ts";
import type { Architecture } from "../src/index.ts";

const KNOTS = { knots: [2, 40] };
const CASES: [number[], number | null, { grid: number; margin: number }][] = [
  [[7], null, { grid: 1, margin: 6 }],
  [[5, 5, 5], null, { grid: 4, margin: 16 }],
  [[3, 7], null, { grid: 2, margin: 12 }],
  [[3], 5, { grid: 2, margin: 10 }],
  [[7, 7, 5], 7, { grid: 4, margin: 20 }],
];

const architectureOf = (sizes: readonly number[], map: number | null): Architecture =>
  parseArchitecture({
    stages: 1,
    scales: sizes.map((size) => ({ filters: 6, size })),
    influence: { centres: 31, radius: 150 },
    reaction: KNOTS,
    gain: KNOTS,
    gainMap: map === null ? null : { filters: 4, size: map },
    noiseRange: { min: 2, max: 40 },
  });

describe("stageReach", () => {
  beforeAll(() => wasm().activate());

  it.each(CASES)("filters of %j and a gain map of %j", (sizes, map, expected) => {
    expect(stageReach(architectureOf(sizes, map))).toEqual(expected);
  });

  // With one scale and no gain map, nothing is rounded, so the margin must be exact.
  it.each([[[7], null] as const, [[7, 7, 5], 7] as const, [[3], 5] as const])(
    "pixels beyond it have no influence: filters of %j, gain map %j",
    (sizes, map) => {
      const architecture = architectureOf(sizes, map);
      const parameters = plainInitialization(architecture).map((value, i) => value + 0.02 * Math.sin(i));
      const model = createModel({ name: "m", architecture, parameters: Float32Array.from(parameters) });
      const diffusion = genericDP(model);
      const { grid, margin } = stageReach(architecture);
      const [width, height] = [24, 96];
      const seen = grid * Math.ceil(48 / grid);
      const pixels = Float32Array.from({ length: width * height }, (_, i) => 128 + 60 * Math.sin(i * i));
      const changed = (row: number): Float32Array =>
        pixels.map((value, i) => (Math.floor(i / width) === row ? 255 - value : value));
      const rowOf = (values: Float32Array): Float32Array => {
        const x = tensor4d(values, [1, height, width, 1]);
        const u = diffusion.stage(x, x, 1, 20);
        const row = u.dataSync<"float32">().slice(seen * width, (seen + 1) * width);
        x.dispose();
        u.dispose();
        return row;
      };
      const before = rowOf(pixels);
      expect(rowOf(changed(seen - margin - 1))).toEqual(before);
      if (map === null) expect(rowOf(changed(seen - margin))).not.toEqual(before);
      diffusion.dispose();
    },
  );
});
