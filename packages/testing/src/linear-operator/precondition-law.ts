import type { Law } from "../law.ts";
import type { OperatorCase } from "./operator-case.ts";
import { inner, norm, randomVector, through } from "./vector.ts";
import type { Vector } from "./vector.ts";

export const preconditionsSoundly: Law<OperatorCase> = {
  name: "precondition is symmetric and positive definite",
  applies: ({ operator }) => operator.precondition !== undefined,
  async check({ operator: { precondition }, inputShapes }) {
    for (const shape of inputShapes) {
      const [x, w] = [randomVector(shape, 6), randomVector(shape, 7)];
      for (const gamma of [0, 1, 300]) {
        const apply = (v: Vector): Promise<Vector> => through((tensor) => precondition!(tensor!, gamma), v);
        const [px, pw] = [await apply(x), await apply(w)];
        const [left, right] = [inner(px, w), inner(x, pw)];
        if (!(Math.abs(left - right) <= 1e-5 * norm(px) * norm(w))) {
          throw new Error(`expected ⟨Px, w⟩ = ⟨x, Pw⟩ at γ = ${gamma}, got ${left} and ${right}`);
        }
        const power = inner(px, x);
        if (!(power > 0)) throw new Error(`expected ⟨Px, x⟩ > 0 at γ = ${gamma}, got ${power}`);
      }
    }
  },
};
