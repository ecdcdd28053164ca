import "@tensorflow/tfjs-backend-cpu";
import type { DataTerm } from "@genericdp/core";
import { add, div, keep, mul, setBackend, square, sub, sum, tidy } from "@tensorflow/tfjs-core";
import type { Scalar, Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { beforeAll, describe, expect, it } from "vitest";
import { dataTermLaws, describeDataTerm } from "../src/index.ts";

/** ½‖x − y‖², whose proximal map is (z + γ y)/(1 + γ). */
const squares: DataTerm = {
  name: "squares",
  prox: (z, y, gamma) => div(add(z, mul(gamma, y)), 1 + gamma),
  value: (x, y) => mul(0.5, sum(square(sub(x, y)))),
};
const tidied = ({ name, prox, value }: DataTerm): DataTerm => ({
  name,
  prox: (z, y, gamma) => tidyOne(() => prox(z, y, gamma)),
  value: (x, y) => tidyOne(() => value(x, y)),
});

function tidyOne<Result extends Tensor>(run: () => Result): Result {
  return tidy(() => run());
}

beforeAll(() => setBackend("cpu"));

describeDataTerm("squared distance", () => tidied(squares));

const BROKEN: Readonly<Record<string, [law: number, broken: DataTerm]>> = {
  "a weight of half": [0, tidied({ ...squares, prox: (z, y, gamma) => squares.prox(z, y, gamma / 2) })],
  "z as it is": [0, tidied({ ...squares, prox: (z) => z.clone() })],
  "y as it is": [0, tidied({ ...squares, prox: (_, y) => y.clone() })],
  "z itself": [2, { ...tidied(squares), prox: (z) => z }],
  "a gradient of half": [
    1,
    {
      ...tidied(squares),
      proxGradient: (dx, z, y, gamma) =>
        tidy(() => ({
          z: div(dx, 2 * (1 + gamma)) as Tensor4D,
          gamma: div(sum(mul(dx, sub(y, z))), (1 + gamma) ** 2) as Scalar,
        })),
    },
  ],
  "tensors left behind": [
    2,
    {
      ...tidied(squares),
      prox: (z, y, gamma) => tidy(() => keep(squares.prox(z, y, gamma)).clone() as Tensor4D),
    },
  ],
};

describe("the laws of data terms", () => {
  it.each(Object.entries(BROKEN))("reject %s", async (_, [law, dataTerm]) => {
    await expect(dataTermLaws[law]!.check({ dataTerm, shape: [1, 6, 5, 1] })).rejects.toThrow("expected");
  });
});
