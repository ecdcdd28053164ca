import "@tensorflow/tfjs-backend-cpu";
import { memory, setBackend } from "@tensorflow/tfjs-core";
import type { LinearOperator } from "@genericdp/core";
import { assert, asyncProperty, constantFrom, integer } from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { NotConverged, conjugateGradients } from "../src/index.ts";
import {
  denseOperator,
  densePenalised,
  largestDifference,
  multiply,
  normalMatrix,
  randomMatrix,
  randomVector,
  asRow,
  pixelsOf,
  solve,
} from "./dense.ts";
import type { Matrix } from "./dense.ts";
import { rejection } from "./rejection.ts";

beforeAll(async () => {
  await setBackend("cpu");
});

const matrix = randomMatrix(1, 6, 12);
const operator = denseOperator(matrix);
const z = randomVector(2, 12);
const y = randomVector(3, 6);

interface Problem {
  readonly matrix: Matrix;
  readonly z: readonly number[];
  readonly y: readonly number[];
  readonly gamma: number;
}

/** √((J(x) − J(x*))/J(x)) in float64. */
function relativeError(x: readonly number[], problem: Problem): number {
  const square = (a: readonly number[], b: readonly number[]): number =>
    a.reduce((sum, value, i) => sum + (value - b[i]!) ** 2, 0);
  const objective = (v: readonly number[]): number =>
    square(v, problem.z) + problem.gamma * square(multiply(problem.matrix, v), problem.y);
  const least = densePenalised(problem.matrix, problem.z, problem.y, problem.gamma);
  return Math.sqrt(1 - objective(least) / objective(x));
}

describe("conjugateGradients", () => {
  it("equals a dense solve in float64, for wide and tall operators", async () => {
    await assert(
      asyncProperty(
        integer({ min: 0, max: 1e6 }),
        integer({ min: 1, max: 9 }),
        integer({ min: 1, max: 9 }),
        constantFrom(0, 0.01, 0.5, 4, 60),
        async (seed, rows, columns, gamma) => {
          const a = randomMatrix(seed, rows, columns);
          const [zs, ys] = [randomVector(seed + 1, columns), randomVector(seed + 2, rows)];
          const { estimate } = await conjugateGradients(denseOperator(a), asRow(zs), asRow(ys), {
            gamma,
            tolerance: 1e-6,
          });
          const exact = densePenalised(a, zs, ys, gamma);
          const scale = Math.max(...exact.map(Math.abs), ...zs.map(Math.abs));
          expect(largestDifference(pixelsOf(estimate), exact) / scale).toBeLessThan(2e-3);
        },
      ),
      { numRuns: 60 },
    );
  });

  it("finds the same solution with a preconditioner, in one step if that is the inverse", async () => {
    const inverse: LinearOperator = {
      ...operator,
      precondition: (x, gamma) => asRow(solve(normalMatrix(matrix, gamma), pixelsOf(x))),
    };
    const rough: LinearOperator = {
      ...operator,
      precondition: (x, gamma) =>
        asRow(pixelsOf(x).map((value, i) => value / normalMatrix(matrix, gamma)[i]![i]!)),
    };
    const exact = densePenalised(matrix, z, y, 3);
    const [zs, ys] = [asRow(z), asRow(y)];
    const before = memory().numTensors;
    for (const [preconditioned, most] of [
      [inverse, 4],
      [rough, 20],
    ] as const) {
      const options = { gamma: 3, tolerance: 1e-6 };
      const { estimate, iterations } = await conjugateGradients(preconditioned, zs, ys, options);
      expect(iterations).toBeLessThanOrEqual(most);
      expect(largestDifference(pixelsOf(estimate), exact)).toBeLessThan(0.05);
      estimate.dispose();
    }
    expect(memory().numTensors).toBe(before);
  });

  it.each([0.3, 0.03, 0.003])("reaches the tolerance %s", async (tolerance) => {
    const { estimate, error } = await conjugateGradients(operator, asRow(z), asRow(y), {
      gamma: 3,
      tolerance,
    });
    expect(error).toBeLessThanOrEqual(tolerance);
    expect(relativeError(pixelsOf(estimate), { matrix, z, y, gamma: 3 })).toBeLessThan(tolerance);
  });

  it("estimates its error to an order of magnitude for any γ", async () => {
    const a = randomMatrix(7, 50, 40);
    const truth = randomVector(8, 40);
    // As in a restoration, the measurement fits almost exactly: J is small compared with γ‖y‖².
    const fitting = multiply(a, truth).map((value, i) => value + 5 * Math.sin(i));
    const problem = {
      matrix: a,
      z: truth.map((value, i) => value + 30 * Math.cos(i)),
      y: fitting,
      gamma: 500,
    };
    const large = denseOperator(problem.matrix);
    for (const iterations of [5, 10, 15, 20]) {
      const options = { gamma: problem.gamma, tolerance: 1e-9, iterations };
      const caught = await rejection(conjugateGradients(large, asRow(problem.z), asRow(problem.y), options));
      const { estimate, error } = caught as NotConverged;
      const ratio = error / relativeError(pixelsOf(estimate), problem);
      expect(ratio).toBeGreaterThan(0.1);
      expect(ratio).toBeLessThan(10);
    }
  });

  it("stops if z fits y exactly", async () => {
    const fitting = asRow(multiply(matrix, z));
    const start = asRow(randomVector(9, 12));
    const { estimate, error } = await conjugateGradients(operator, asRow(z), fitting, { gamma: 3, start });
    expect(error).toBeLessThan(0.03);
    expect(largestDifference(pixelsOf(estimate), z)).toBeLessThan(0.05);
  });

  it("does nothing at the solution, and finds it from any other start", async () => {
    const options = { gamma: 3, tolerance: 1e-6 };
    const { estimate, iterations } = await conjugateGradients(operator, asRow(z), asRow(y), options);
    expect(iterations).toBeGreaterThan(1);
    const again = await conjugateGradients(operator, asRow(z), asRow(y), {
      gamma: 3,
      start: asRow(densePenalised(matrix, z, y, 3)),
    });
    expect(again.iterations).toBe(0);
    const far = await conjugateGradients(operator, asRow(z), asRow(y), {
      ...options,
      start: asRow(randomVector(9, 12)),
    });
    expect(largestDifference(pixelsOf(far.estimate), pixelsOf(estimate))).toBeLessThan(0.05);
  });

  it("solves 0 = 0", async () => {
    const { estimate, error } = await conjugateGradients(
      operator,
      asRow(z.map(() => 0)),
      asRow(y.map(() => 0)),
      {
        gamma: 1,
      },
    );
    expect(pixelsOf(estimate)).toEqual(z.map(() => 0));
    expect(error).toBe(0);
  });

  it("throws NotConverged at the limit, with the last estimate, and leaks nothing else", async () => {
    const [zs, ys] = [asRow(z), asRow(y)];
    const before = memory().numTensors;
    const error = await rejection(
      conjugateGradients(operator, zs, ys, { gamma: 3, tolerance: 1e-6, iterations: 2 }),
    );
    expect(error).toBeInstanceOf(NotConverged);
    const { name, message, estimate, error: left, iterations } = error as NotConverged;
    expect(name).toBe("NotConverged");
    expect(message).toContain("expected an error of 0.000001 within 2 iterations with dense, got ");
    expect(iterations).toBe(2);
    const problem = { matrix, z, y, gamma: 3 };
    expect(left).toBeGreaterThan(relativeError(pixelsOf(estimate), problem));
    expect(relativeError(pixelsOf(estimate), problem)).toBeLessThan(relativeError(z, problem));
    expect(memory().numTensors).toBe(before + 1);
  });
});
