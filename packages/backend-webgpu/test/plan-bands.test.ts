import { describe, expect, it } from "vitest";
import { gridOf } from "../src/pass.ts";
import type { Pass } from "../src/pass.ts";
import { bandWork, planBands } from "../src/plan-bands.ts";
import { chooseTile } from "../src/shader/tile.ts";
import { bandWindows } from "../src/windows.ts";

const WORKGROUP_MEMORY = 16_384;
/** Limits that every device supports. */
const LIMITS = { bindingBytes: 2 ** 27, alignment: 256, work: 2e10 };

function passOf(parts: Partial<Pass>): Pass {
  const variant = { size: 7, output: "stage", gains: true, coarser: true, halves: false } as const;
  const image = { batch: 1, height: 3000, width: 4000, block: 1 };
  return { variant, tensors: {}, ...image, count: 24, nodes: 1025, radius: 320, ...parts };
}

const PASSES: readonly (readonly [string, Pass])[] = [
  ["12 megapixels", passOf({})],
  ["three of 12 megapixels, more than a shader may see", passOf({ batch: 3 })],
  ["12 megapixels on a grid of 4 × 4", passOf({ block: 4 })],
  ["100 megapixels", passOf({ height: 10_000, width: 10_000 })],
  ["one row", passOf({ height: 1, width: 100_001 })],
  ["one pixel", passOf({ height: 1, width: 1, batch: 5 })],
];

describe("planBands", () => {
  const tile = chooseTile({ size: 7, gains: true, synthesis: false, halves: false }, WORKGROUP_MEMORY)!;

  it.each(PASSES)("covers every row of tiles once: %s", (_, pass) => {
    const bands = planBands(pass, tile, LIMITS);
    const tileRows = Math.ceil(gridOf(pass).rows / tile.outputs);
    const seen = bands.flatMap(({ sample, samples, tileRow, tileRows: rows }) =>
      Array.from({ length: samples * rows }, (__, i) => {
        return (sample + Math.floor(i / rows)) * tileRows + tileRow + (i % rows);
      }),
    );
    expect(seen).toEqual(Array.from({ length: pass.batch * tileRows }, (__, i) => i));
  });

  it.each(PASSES)("stays within the limits of every device: %s", (_, pass) => {
    const bands = planBands(pass, tile, LIMITS);
    for (const band of bands) {
      expect(bandWork(pass, tile, band)).toBeLessThanOrEqual(LIMITS.work);
      for (const { start, length } of Object.values(bandWindows(pass, tile, band, 64))) {
        expect(start % 64).toBe(0);
        expect(length).toBeGreaterThan(0);
        expect(4 * length).toBeLessThanOrEqual(LIMITS.bindingBytes);
      }
    }
  });

  it.each(PASSES)("gives each band the rows that its filters see, including mirrored ones: %s", (_, pass) => {
    const { height, width, block, batch } = pass;
    const { rows } = gridOf(pass);
    const mirrored = (row: number): number => (row < 0 ? -1 - row : row < rows ? row : 2 * rows - 1 - row);
    const reach = tile.size - 1;
    for (const band of planBands(pass, tile, LIMITS)) {
      const { x, out } = bandWindows(pass, tile, band, 64);
      const last = band.sample + band.samples - 1;
      expect(last).toBeLessThan(batch);
      const own = [
        band.tileRow * tile.outputs,
        Math.min(rows, (band.tileRow + band.tileRows) * tile.outputs),
      ];
      const seen = Array.from({ length: 2 * reach + 2 }, (__, i) =>
        i <= reach ? own[0]! - reach + i : own[1]! - 1 + (i - reach - 1),
      ).filter((row) => mirrored(row) >= 0 && mirrored(row) < rows);
      for (const row of seen) {
        const first = (band.sample * height + mirrored(row) * block) * width;
        const end = (last * height + Math.min(height, (mirrored(row) + 1) * block)) * width;
        expect(x!.start).toBeLessThanOrEqual(first);
        expect(x!.start + x!.length).toBeGreaterThanOrEqual(end);
      }
      const columns = gridOf(pass).columns;
      expect(out!.start).toBeLessThanOrEqual((band.sample * rows + own[0]!) * columns);
      expect(out!.start + out!.length).toBe((last * rows + own[1]!) * columns);
    }
  });

  it("takes an image in one piece if allowed", () => {
    expect(planBands(passOf({ height: 700, width: 700, batch: 2 }), tile, LIMITS)).toHaveLength(1);
  });

  it("rejects rows that are too long for any shader", () => {
    const wide = passOf({ height: 40, width: 3_000_000 });
    expect(() => planBands(wide, tile, LIMITS)).toThrow(
      "webgpu: expected rows that fit into 134217728 bytes",
    );
  });
});

describe("chooseTile", () => {
  it.each([1, 3, 5, 7, 9, 11, 13])("finds room for filters of %d×%d in any variant", (size) => {
    for (const gains of [false, true]) {
      for (const synthesis of [false, true]) {
        for (const halves of [false, true]) {
          expect(chooseTile({ size, gains, synthesis, halves }, WORKGROUP_MEMORY)).toBeDefined();
        }
      }
    }
  });

  it("chooses the largest tile for the filters of the bundled model", () => {
    const best = { outputs: 16, group: 4 };
    expect(
      chooseTile({ size: 7, gains: true, synthesis: false, halves: false }, WORKGROUP_MEMORY),
    ).toMatchObject(best);
    expect(
      chooseTile({ size: 7, gains: false, synthesis: true, halves: false }, WORKGROUP_MEMORY),
    ).toMatchObject(best);
  });

  it("has room for a larger tile or larger filters if responses are float16", () => {
    const needs = { size: 15, gains: true, synthesis: false };
    const [whole, half] = [false, true].map((halves) => chooseTile({ ...needs, halves }, WORKGROUP_MEMORY)!);
    expect(half!.outputs * half!.group).toBeGreaterThan(whole!.outputs * whole!.group);
  });

  it("has no tile for filters that never fit", () => {
    expect(
      chooseTile({ size: 31, gains: false, synthesis: false, halves: false }, WORKGROUP_MEMORY),
    ).toBeUndefined();
  });
});
