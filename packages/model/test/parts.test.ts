import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  TABLE_NODES,
  dctBasis,
  filterAtoms,
  evaluateCurve,
  influenceBasis,
  knotWeights,
  analyzeFilters,
  synthesizeFilters,
  synthesizeFiltersGradient,
  tableNode,
} from "../src/index.ts";
import type { FilterBankShape } from "../src/index.ts";

describe("dctBasis", () => {
  it("is orthonormal and without the constant", () => {
    for (const size of [3, 5, 7]) {
      const basis = dctBasis(size);
      const pixels = size * size;
      const atom = (i: number): Float64Array => basis.subarray(i * pixels, (i + 1) * pixels);
      for (let i = 0; i < pixels - 1; i++) {
        expect(Math.abs(atom(i).reduce((sum, v) => sum + v, 0))).toBeLessThan(1e-12);
        for (let j = 0; j <= i; j++) {
          const product = atom(i).reduce((sum, v, p) => sum + v * atom(j)[p]!, 0);
          expect(product).toBeCloseTo(i === j ? 1 : 0, 12);
        }
      }
    }
  });

  it("orders atoms by row frequency first: atom 1 varies down the rows", () => {
    // Asymmetric, because the transposed order satisfies every law above and costs only 0.003 dB.
    const size = 3;
    const basis = dctBasis(size);
    const down = Math.sqrt(1 / 3) * Math.sqrt(2 / 3) * Math.cos(Math.PI / 6);
    const first = Array.from(basis.subarray(0, 9));
    [down, down, down, 0, 0, 0, -down, -down, -down].forEach((v, i) => expect(first[i]).toBeCloseTo(v, 12));
    const third = Array.from(basis.subarray(2 * 9, 3 * 9));
    [down, 0, -down, down, 0, -down, down, 0, -down].forEach((v, i) => expect(third[i]).toBeCloseTo(v, 12));
  });
});

describe("synthesizeFilters", () => {
  const cases = [
    { count: 2, size: 3, channels: 1 },
    { count: 3, size: 3, channels: 3 },
  ];
  const some = ({ count, ...filter }: FilterBankShape): Float32Array =>
    Float32Array.from({ length: count * filterAtoms(filter) }, (_, i) => Math.sin(3 * i + 1));

  it.each(cases)("returns filters of unit norm and zero mean, for coefficients of any norm: %o", (bank) => {
    const filters = synthesizeFilters(some(bank), bank);
    const scaled = synthesizeFilters(
      some(bank).map((c) => 7 * c),
      bank,
    );
    const length = 9 * bank.channels;
    for (let i = 0; i < bank.count; i++) {
      const filter = Array.from(filters.subarray(length * i, length * (i + 1)));
      expect(Math.hypot(...filter)).toBeCloseTo(1, 6);
      for (let c = 0; c < bank.channels; c++) {
        const channel = filter.filter((_, at) => at % bank.channels === c);
        expect(channel.reduce((sum, v) => sum + v, 0)).toBeCloseTo(0, 6);
      }
    }
    filters.forEach((v, i) => expect(scaled[i]).toBeCloseTo(v, 6));
  });

  it("reads the coefficients of one channel after the other", () => {
    const bank = { count: 1, size: 3, channels: 2 };
    const coefficients = new Float32Array(16);
    coefficients[8 + 2] = 1;
    const filter = synthesizeFilters(coefficients, bank);
    const wanted = dctBasis(3).subarray(2 * 9, 3 * 9);
    filter.forEach((tap, at) => expect(tap).toBeCloseTo(at % 2 === 0 ? 0 : wanted[(at - 1) / 2]!, 6));
  });

  it.each(cases)("is inverted by analyzeFilters, up to the norm: %o", (bank) => {
    const coefficients = some(bank);
    const atoms = filterAtoms(bank);
    analyzeFilters(synthesizeFilters(coefficients, bank), bank).forEach((c, at) => {
      const start = at - (at % atoms);
      const norm = Math.hypot(...coefficients.subarray(start, start + atoms));
      expect(c).toBeCloseTo(coefficients[at]! / norm, 6);
    });
  });

  it.each(cases)("has a gradient that agrees with central differences: %o", (bank) => {
    const coefficients = some(bank);
    const weights = Float32Array.from({ length: bank.count * 9 * bank.channels }, (_, i) => Math.cos(5 * i));
    const loss = (c: Float32Array): number =>
      synthesizeFilters(c, bank).reduce((sum, v, i) => sum + v * weights[i]!, 0);
    const gradient = synthesizeFiltersGradient(weights, coefficients, bank);
    coefficients.forEach((_, at) => {
      const moved = (h: number): Float32Array => coefficients.map((c, i) => (i === at ? c + h : c));
      const numeric = (loss(moved(1e-2)) - loss(moved(-1e-2))) / 2e-2;
      expect(gradient[at]).toBeCloseTo(numeric, 3);
    });
  });
});

describe("influenceBasis", () => {
  it("contains the value of each Gaussian at each node", () => {
    const influence = { centres: 5, radius: 100 };
    const basis = influenceBasis(influence);
    for (const [j, n] of [
      [0, 0],
      [2, 512],
      [4, 1024],
      [3, 700],
    ] as const) {
      const z = tableNode(influence, n);
      const expected = Math.exp(-((z - (-100 + 50 * j)) ** 2) / (2 * 50 ** 2));
      expect(basis[j * TABLE_NODES + n]).toBeCloseTo(expected, 6);
    }
    expect(tableNode(influence, 0)).toBe(-150);
    expect(tableNode(influence, 1024)).toBe(150);
  });
});

describe("noise curves", () => {
  const curve = { knots: [1, 5, 20, 50] };

  it("pass through their knots and are log-log linear in between", () => {
    const values = [2, 0.5, 3, 1];
    const logarithms = values.map(Math.log);
    curve.knots.forEach((knot, i) =>
      expect(evaluateCurve(curve, logarithms, knot)).toBeCloseTo(values[i]!, 12),
    );
    expect(evaluateCurve(curve, logarithms, Math.sqrt(5 * 20))).toBeCloseTo(Math.sqrt(0.5 * 3), 12);
  });

  it("have non-negative weights for at most two knots, which sum to one", () => {
    fc.assert(
      fc.property(fc.double({ min: 0.1, max: 100, noNaN: true }), (level) => {
        const weights = Array.from(knotWeights(curve, level));
        expect(weights.reduce((sum, w) => sum + w, 0)).toBeCloseTo(1, 12);
        expect(weights.every((w) => w >= 0)).toBe(true);
        expect(weights.filter((w) => w > 0).length).toBeLessThanOrEqual(2);
      }),
      { numRuns: 200, seed: 1 },
    );
  });

  it("are constant beyond the outermost knots", () => {
    expect(evaluateCurve(curve, [0, 1, 2, 3], 0.1)).toBe(1);
    expect(evaluateCurve(curve, [0, 1, 2, 3], 99)).toBe(Math.exp(3));
    expect(evaluateCurve({ knots: [25] }, [0.5], 3)).toBe(Math.exp(0.5));
  });
});
