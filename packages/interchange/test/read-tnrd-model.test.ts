import {
  ModelFormatError,
  blockParameters,
  influenceTables,
  stageWeights,
  tableNode,
} from "@genericdp/model";
import { describe, expect, it } from "vitest";
import { readTnrdModel, writeMat } from "../src/index.ts";
import type { MatArray, MatValue } from "../src/index.ts";

const [SIZE, CENTRES, STAGES] = [3, 5, 2];
const FILTERS = SIZE ** 2 - 1;
const LENGTH = FILTERS * FILTERS + 1 + FILTERS * CENTRES;
const FILE = "JointTraining_3x3_400_180x180_stage=2_sigma=12.5.mat";

const row = (...data: number[]): MatArray => ({ data: Float64Array.from(data), shape: [1, data.length] });

/** The variables of a published file, with arbitrary numbers. */
function variables(changes: Readonly<Record<string, MatValue>> = {}): Map<string, MatValue> {
  const cof = Float64Array.from({ length: STAGES * LENGTH }, (_, i) => Math.sin(1 + i));
  return new Map<string, MatValue>([
    ["cof", { data: cof, shape: [LENGTH, STAGES] }],
    [
      "MFS",
      new Map(Object.entries({ means: row(-80, -40, 0, 40, 80), precision: row(1 / 1600), NumW: row(5) })),
    ],
    ["stage", row(STAGES)],
    ...Object.entries(changes),
  ]);
}
const cofOf = (all: ReadonlyMap<string, MatValue>): MatArray => all.get("cof") as MatArray;
const gaussians = (means: MatArray, precision: number): MatValue =>
  new Map([["means", means] as const, ["precision", row(precision)] as const]);

describe("readTnrdModel", () => {
  const all = variables();
  const model = readTnrdModel(writeMat(all), FILE);

  it("takes the noise level and the name from the file name", () => {
    expect(model.name).toBe("JointTraining_3x3_400_180x180_stage=2_sigma=12.5");
    expect(model.architecture.noiseRange).toEqual({ min: 12.5, max: 12.5 });
  });

  it("finds coefficients, λ and influence functions in each column", () => {
    for (let t = 0; t < STAGES; t++) {
      const column = cofOf(all).data.subarray(t * LENGTH, (t + 1) * LENGTH);
      const taps = FILTERS * FILTERS;
      expect(blockParameters(model, "coefficients", t, 0)).toEqual(
        Float32Array.from(column.subarray(0, taps)),
      );
      expect(stageWeights(model, t, [12.5]).reaction[0]).toBeCloseTo(Math.exp(column[taps]!), 5);
      // φ of filter 3 between two centres, by the formula of the TNRD paper.
      const weights = column.subarray(taps + 1 + 3 * CENTRES, taps + 1 + 4 * CENTRES);
      const { influence } = model.architecture;
      const z = tableNode(influence, 700);
      const phi = Array.from(weights).reduce(
        (sum, w, j) => sum + w * Math.exp(-((z - 40 * (j - 2)) ** 2) / 3200),
        0,
      );
      const tables = influenceTables(influence, blockParameters(model, "influence", t, 0));
      expect(tables[3 * 1025 + 700]).toBeCloseTo(phi, 5);
    }
  });

  const cof = (length: number, last = 1): MatValue => ({
    data: Float64Array.from({ length: STAGES * length }, (_, i) => (i === 5 ? last : 1)),
    shape: [length, STAGES],
  });
  it.each([
    ["no noise level in its name", {}, "model.mat", "as in model_sigma=25.mat, got model.mat"],
    ["no cof", { cof: null }, FILE, "expected numbers cof, got cof, MFS, stage"],
    ["no MFS", { MFS: row(1) }, FILE, "expected a struct MFS"],
    [
      "Gaussians of another width",
      { MFS: gaussians(row(-80, -40, 0, 40, 80), 1 / 400) },
      FILE,
      "equal distances",
    ],
    ["centres elsewhere", { MFS: gaussians(row(-80, -40, 0, 50, 80), 1 / 1600) }, FILE, "equal distances"],
    ["a model for JPEG", { cof: cof(LENGTH - 1) }, FILE, "got one without a reaction term, for JPEG"],
    ["another number of filters", { cof: cof(LENGTH + 3) }, FILE, "got 108 numbers a stage"],
    ["numbers that are none", { cof: cof(LENGTH, NaN) }, FILE, "expected finite numbers"],
  ])("rejects %s", (_, changes, file, message) => {
    const read = (): unknown => readTnrdModel(writeMat(without(variables(changes))), file);
    expect(read).toThrow(ModelFormatError);
    expect(read).toThrow(message);
  });
});

/** A file with text instead of every null. */
function without(all: Map<string, MatValue>): Map<string, MatValue> {
  return new Map(Array.from(all, ([name, value]) => [name, value ?? new Map([["none", row(0)]])]));
}
