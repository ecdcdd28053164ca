import type { ImageShape } from "@genericdp/core";
import type { Law } from "../law.ts";
import { solveProx } from "./conjugate-gradients.ts";
import { hasProx } from "./operator-case.ts";
import type { OperatorCase } from "./operator-case.ts";
import { combine, expectClose, norm, onVectors, randomVector } from "./vector.ts";
import type { Vector, VectorOperator } from "./vector.ts";

interface ProxProblem {
  readonly maps: VectorOperator;
  readonly z: Vector;
  readonly y: Vector;
}

export const isOptimal: Law<OperatorCase> = {
  name: "proxL2 is where the gradient vanishes: (x − z) + γ Aᵀ(A x − y) = 0",
  applies: hasProx,
  async check(subject) {
    for (const { maps, z, y } of problems(subject)) {
      for (const gamma of [0.1, 1, 30]) {
        const x = await maps.proxL2(z, y, gamma);
        const residual = combine(1, await maps.forward(x), -1, y);
        const [near, data] = [combine(1, x, -1, z), await maps.adjoint(residual)];
        const scale = norm(z) + gamma * norm(await maps.adjoint(y));
        expectClose(`no gradient at γ = ${gamma}`, zero(x), combine(1, near, gamma, data), 1e-5, scale);
      }
    }
  },
};

export const agreesWithIteration: Law<OperatorCase> = {
  name: "proxL2 agrees with conjugate gradients",
  applies: hasProx,
  async check(subject) {
    for (const { maps, z, y } of problems(subject)) {
      for (const gamma of [0.5, 20]) {
        const expected = await solveProx(maps, z, y, gamma);
        const got = await maps.proxL2(z, y, gamma);
        expectClose(`what conjugate gradients find at γ = ${gamma}`, expected, got, 1e-4, norm(expected));
      }
    }
  },
};

export const startsAtZ: Law<OperatorCase> = {
  name: "proxL2 is z at γ = 0, and tends to it as γ → 0",
  applies: hasProx,
  async check(subject) {
    for (const { maps, z, y } of problems(subject)) {
      const slope = norm(await maps.adjoint(combine(1, y, -1, await maps.forward(z))));
      for (const gamma of [0, 1e-4, 1e-2]) {
        const x = await maps.proxL2(z, y, gamma);
        // ‖x − z‖ ≤ γ ‖Aᵀ(y − A z)‖ for every A.
        const [way, limit] = [norm(combine(1, x, -1, z)), gamma * slope];
        if (!(way <= 1.001 * limit + 1e-6 * norm(z))) {
          throw new Error(`expected ‖x − z‖ ≤ ${limit} at γ = ${gamma}, got ${way}`);
        }
      }
    }
  },
};

export const reachesData: Law<OperatorCase> = {
  name: "proxL2 fits the measurement better as γ grows",
  applies: hasProx,
  async check(subject) {
    for (const { maps, z } of problems(subject)) {
      const truth = randomVector(z.shape, 5);
      const y = await maps.forward(truth);
      const distance = norm(combine(1, truth, -1, z));
      let before = norm(combine(1, await maps.forward(z), -1, y));
      const rounding = 1e-5 * (before + norm(y));
      for (const gamma of [1, 100, 1e4]) {
        const x = await maps.proxL2(z, y, gamma);
        const misfit = norm(combine(1, await maps.forward(x), -1, y));
        // If y is in the range of A, ‖A x − y‖ ≤ max_s s/(1 + γ s²) ‖x̂ − z‖ = ‖x̂ − z‖/(2√γ).
        const limit = Math.min(before, distance / (2 * Math.sqrt(gamma)));
        if (!(misfit <= limit + rounding)) {
          throw new Error(`expected ‖A x − y‖ ≤ ${limit} at γ = ${gamma}, got ${misfit}`);
        }
        before = misfit;
      }
    }
  },
};

function problems({ operator, inputShapes }: OperatorCase): ProxProblem[] {
  return inputShapes.map((shape: ImageShape) => ({
    maps: onVectors(operator),
    z: randomVector(shape, 3),
    y: randomVector(operator.outputShape([...shape]), 4),
  }));
}

function zero(x: Vector): Vector {
  return combine(0, x, 0, x);
}
