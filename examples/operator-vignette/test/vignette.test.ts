import "@tensorflow/tfjs-backend-cpu";
import { describeLinearOperator } from "@genericdp/testing";
import { ones } from "@tensorflow/tfjs-core";
import type { Rank } from "@tensorflow/tfjs-core";
import { describe, expect, it } from "vitest";
import { operator, vignette } from "../src/index.ts";

describeLinearOperator("vignette", () => vignette());
describeLinearOperator("a vignette to almost nothing", () => vignette({ corners: 0.001 }));
describeLinearOperator("no vignette at all", () => vignette({ corners: 1 }));

describe("vignette", () => {
  it("keeps the centre and darkens the corners to the given level", () => {
    const [height, width] = [201, 301];
    const white = vignette({ corners: 0.3 }).forward(ones<Rank.R4>([1, height, width, 1]));
    const levels = white.dataSync();
    expect(levels[100 * width + 150]).toBe(1);
    for (const corner of [0, width - 1, (height - 1) * width, height * width - 1]) {
      expect(levels[corner]).toBeCloseTo(0.3, 2);
    }
    // Equal on circles: 60 and 100 pixels from the centre in both directions.
    expect(levels[(100 + 60) * width + 150]).toBeCloseTo(levels[100 * width + 150 - 60]!, 6);
    expect(levels[(100 - 100) * width + 150]).toBeCloseTo(levels[100 * width + 150 + 100]!, 6);
  });

  it.each([0, -1, 1.1, Number.NaN])("rejects corners of %d", (corners) => {
    expect(() => vignette({ corners })).toThrow(RangeError);
  });
});

describe("operator", () => {
  it("accepts the options of the command line", () => {
    expect(operator({ corners: 0.5 }).name).toBe("vignette to 0.5");
    expect(operator({}).name).toBe(vignette().name);
  });

  it("rejects unknown and invalid options", () => {
    expect(() => operator({ corner: 0.5 })).toThrow("expected no option but corners, got corner");
    expect(() => operator({ corners: "dark" })).toThrow('expected corners to be a number, got "dark"');
    expect(() => operator({ corners: 2 })).toThrow("expected corners above 0 and at most 1, got 2");
  });
});
