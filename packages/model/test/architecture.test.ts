import { describe, expect, it } from "vitest";
import {
  multiplyAdds,
  parameterCount,
  parameterLayout,
  parseArchitecture,
  plainInitialization,
} from "../src/index.ts";

const paper = {
  stages: 8,
  scales: [{ filters: 48, size: 7 }],
  influence: { centres: 63, radius: 310 },
  reaction: { knots: Array.from({ length: 50 }, (_, i) => i + 1) },
  gain: null,
  noiseRange: { min: 1, max: 50 },
};

describe("architecture and layout", () => {
  it("the paper's model has 8·(48·48 + 48·63 + 50) parameters", () => {
    expect(parameterCount(parseArchitecture(paper))).toBe(8 * (48 * 48 + 48 * 63 + 50));
  });

  it("blocks follow each other without gaps", () => {
    const layout = parameterLayout(
      parseArchitecture({
        ...paper,
        scales: [
          { filters: 4, size: 5 },
          { filters: 3, size: 3 },
        ],
        gain: { knots: [1, 50] },
      }),
    );
    let end = 0;
    for (const block of layout) {
      expect(block.offset).toBe(end);
      end += block.length;
    }
    expect(layout.slice(0, 6).map((b) => b.name)).toEqual([
      "stage 1 scale 0 coefficients",
      "stage 1 scale 0 influence",
      "stage 1 scale 1 coefficients",
      "stage 1 scale 1 influence",
      "stage 1 reaction",
      "stage 1 gain",
    ]);
  });

  it("fields missing in older models get defaults", () => {
    const gainMap = { filters: 4, size: 5 };
    const old = {
      ...paper,
      scales: [
        { filters: 4, size: 5 },
        { filters: 3, size: 3 },
      ],
      gainMap,
    };
    expect(parseArchitecture({ ...old, gain: { knots: [1, 50] } })).toMatchObject({
      channels: 1,
      scales: [
        { filters: 4, size: 5, block: 1, channels: [0] },
        { filters: 3, size: 3, block: 2, channels: [0] },
      ],
      gain: { knots: [1, 50], perScale: false },
      gainMap: { ...gainMap, block: 2 },
    });
  });

  const colour = {
    ...paper,
    channels: 3,
    scales: [
      { filters: 6, size: 7, channels: [0] },
      { filters: 4, size: 5, channels: [2, 1, 0], block: 1 },
      { filters: 3, size: 3, block: 8 },
    ],
    gain: { knots: [1, 50], perScale: true },
    gainMap: { filters: 2, size: 5, block: 4 },
  };

  it("a colour model has coefficients, reactions and gains for each channel", () => {
    const parsed = parseArchitecture(colour);
    expect(parsed.scales[2]!.channels).toEqual([0, 1, 2]);
    expect(parseArchitecture(parsed)).toEqual(parsed);
    const banks = 6 * 48 + 4 * 3 * 24 + 3 * 3 * 8 + 13 * 63;
    const map = 2 * 3 * 24 + 2 * 63 + 2 * 25 * 3;
    expect(parameterCount(parsed)).toBe(8 * (banks + 3 * 50 + 3 * 2 + map));
    const perStage = 2 * 6 * 49 + 2 * 4 * 25 * 3 + (2 * 3 * 9 * 3) / 64 + (2 * 25 * (3 + 3)) / 16;
    expect(multiplyAdds(parsed)).toBeCloseTo(8 * perStage, 9);
  });

  it("families add their curves at the end of each stage, and are omitted if there are none", () => {
    const knots = [1, 5, 20];
    const families = ["jpeg", "blur"].map((name) => ({ name, knots }));
    const parsed = parseArchitecture({ ...colour, families });
    expect(parseArchitecture(parsed)).toEqual(parsed);
    expect(parameterCount(parsed)).toBe(parameterCount(parseArchitecture(colour)) + 8 * 2 * (3 + 3 * 3));
    const ofStage = parameterLayout(parsed).filter(({ stage }) => stage === 1);
    expect(ofStage.slice(-4).map(({ name, shape }) => [name, shape])).toEqual([
      ["stage 2 jpeg penalty", [1, 3]],
      ["stage 2 jpeg gain", [3, 3]],
      ["stage 2 blur penalty", [1, 3]],
      ["stage 2 blur gain", [3, 3]],
    ]);
    expect(parseArchitecture({ ...colour, families: [] })).not.toHaveProperty("families");
  });

  it.each<[string, unknown, string]>([
    [
      "a family without a name",
      { ...paper, families: [{ knots: [1, 2] }] },
      "expected a name for families[0].name, got undefined",
    ],
    [
      "two families of one name",
      { ...paper, families: [1, 2].map((knot) => ({ name: "blur", knots: [knot] })) },
      "families of different names, got blur, blur",
    ],
    [
      "a family's falling knots",
      { ...paper, families: [{ name: "blur", knots: [3, 2] }] },
      "strictly rising families[0].knots, got 3, 2",
    ],
    [
      "channels that there are not",
      { ...colour, scales: [{ filters: 2, size: 3, channels: [3] }] },
      "from 0 to 2 for scales[0].channels[0], got 3",
    ],
    [
      "a channel twice",
      { ...colour, scales: [{ filters: 2, size: 3, channels: [1, 1] }] },
      "different scales[0].channels, got 1, 1",
    ],
    [
      "blocks of three",
      { ...colour, scales: [{ filters: 2, size: 3, block: 3 }] },
      "a power of two for scales[0].block, got 3",
    ],
    [
      "a perScale that is no choice",
      { ...colour, gain: { knots: [1, 50], perScale: 1 } },
      "true or false for gain.perScale, got 1",
    ],
    ["no object", 3, "expected an object for architecture"],
    ["no stages", { ...paper, stages: 0 }, "from 1 to 100 for stages, got 0"],
    ["no scales", { ...paper, scales: [] }, "a list of 1 to 16 for scales"],
    ["an even filter", { ...paper, scales: [{ filters: 2, size: 6 }] }, "odd scales[0].size, got 6"],
    [
      "a negative radius",
      { ...paper, influence: { centres: 63, radius: -1 } },
      "positive number for influence.radius, got -1",
    ],
    ["falling knots", { ...paper, reaction: { knots: [1, 50, 20] } }, "strictly rising reaction.knots"],
    [
      "knots that do not span the range",
      { ...paper, reaction: { knots: [5, 50] } },
      "reaction.knots to span 1..50, got 5..50",
    ],
    ["a turned range", { ...paper, noiseRange: { min: 5, max: 2 } }, "noiseRange.min ≤ max, got 5 > 2"],
    ["a missing curve", { ...paper, gain: undefined }, "expected an object for gain"],
  ])("rejects %s", (_, value, message) => {
    expect(() => parseArchitecture(value)).toThrow(message);
  });
});

describe("plainInitialization", () => {
  it("starts with DCT atoms, an odd φ that rises through zero, λ = 0.1 and a(25) = 1", () => {
    const architecture = parseArchitecture({ ...paper, gain: { knots: [1, 25, 50] } });
    const parameters = plainInitialization(architecture);
    for (const { kind, offset, shape, length } of parameterLayout(architecture)) {
      const values = Array.from(parameters.subarray(offset, offset + length));
      if (kind === "coefficients") {
        const columns = shape[1]!;
        const hot = Array.from({ length: shape[0]! }, (_, i) =>
          values.slice(i * columns, (i + 1) * columns).indexOf(1),
        );
        expect(new Set(hot).size).toBe(48);
        expect(values.filter((v) => v !== 0).length).toBe(48);
      } else if (kind === "influence") {
        const weights = values.slice(0, 63);
        weights.forEach((w, j) => expect(w).toBeCloseTo(-weights[62 - j]!, 6));
        expect(weights[32]).toBeGreaterThan(0);
      } else if (kind === "reaction") {
        values.forEach((v) => expect(Math.exp(v)).toBeCloseTo(0.1, 6));
      } else {
        expect(values.map(Math.exp)[1]).toBeCloseTo(1, 6);
      }
    }
  });
});
