import { randomStream } from "@genericdp/core";
import { describe, expect, it } from "vitest";
import { demosaic, mosaic } from "../../src/camera/demosaic.ts";
import type { BayerPhase, RgbPlanes } from "../../src/camera/demosaic.ts";

const size = { width: 22, height: 17 };
const pixels = size.width * size.height;
const phases: BayerPhase[] = [0, 1].flatMap((column) => [0, 1].map((row) => ({ column, row }) as BayerPhase));
const plane = (of: (x: number, y: number) => number): Float32Array =>
  Float32Array.from({ length: pixels }, (_, i) => of(i % size.width, Math.floor(i / size.width)));

describe.each(["bilinear", "edge-aware"] as const)("%s demosaicing", (method) => {
  it.each(phases)("keeps the values of the sensor, at phase %o", (phase) => {
    const random = randomStream(3);
    const raw = plane(() => random.uniform());
    const again = mosaic(demosaic(raw, size, phase, method), size, phase);
    expect(Math.max(...again.map((value, i) => Math.abs(value - raw[i]!)))).toBeLessThan(1e-6);
  });

  it.each(phases)("reconstructs linear ramps exactly inside the borders, at phase %o", (phase) => {
    const slope: RgbPlanes = [
      plane((x, y) => 0.3 + 0.01 * x + 0.005 * y),
      plane((x, y) => 0.2 + 0.01 * x + 0.005 * y),
      plane((x, y) => 0.1 + 0.01 * x + 0.005 * y),
    ];
    const found = demosaic(mosaic(slope, size, phase), size, phase, method);
    found.forEach((colour, c) => {
      colour.forEach((value, i) => {
        const [x, y] = [i % size.width, Math.floor(i / size.width)];
        if (Math.min(x, y, size.width - 1 - x, size.height - 1 - y) < 4) return;
        expect(Math.abs(value - slope[c]![i]!)).toBeLessThan(1e-6);
      });
    });
  });
});

it("preserves an edge that bilinear demosaicing blurs", () => {
  const edge = plane((x) => (x < 11 ? 0.2 : 0.8));
  const phase: BayerPhase = { column: 0, row: 1 };
  const raw = mosaic([edge, edge, edge], size, phase);
  const error = (method: "bilinear" | "edge-aware"): number =>
    demosaic(raw, size, phase, method)[1].reduce((sum, value, i) => sum + Math.abs(value - edge[i]!), 0);
  expect(error("edge-aware")).toBeLessThan(0.2 * error("bilinear"));
});
