import type { DataTerm, ImageShape } from "@genericdp/core";
import { memory, tidy } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";
import type { Law } from "./law.ts";
import { combine, randomVector, through, upload } from "./linear-operator/vector.ts";
import type { Vector } from "./linear-operator/vector.ts";

/** A data term and the shape of its images. */
export interface DataTermCase {
  readonly dataTerm: DataTerm;
  readonly shape: ImageShape;
}

const GAMMAS = [0.003, 0.3, 5];
/** Distances from the proximal map at which the objective is compared, in gray levels. */
const STEPS = [0.05, 1, 20];

/** An image with gray levels of about 20 to 230, and a measurement close to it. */
function images(shape: ImageShape, seed: number): [z: Vector, y: Vector] {
  const level = (vector: Vector, spread: number, around: Vector | undefined): Vector => ({
    shape,
    values: vector.values.map((value, i) => (around?.values[i] ?? 125) + spread * value),
  });
  const z = level(randomVector(shape, seed), 30, undefined);
  return [z, level(randomVector(shape, seed + 1), 12, z)];
}

/** ½‖x − z‖² + γ D(A x, y). */
async function objective(
  { dataTerm }: DataTermCase,
  x: Vector,
  [z, y]: readonly [Vector, Vector],
  gamma: number,
): Promise<number> {
  const distance = combine(1, x, -1, z).values.reduce((sum, value) => sum + value ** 2, 0) / 2;
  const [tensor, measured] = [upload(x), upload(y)];
  const value = dataTerm.value(tensor, measured);
  const [loss] = await value.data();
  for (const one of [tensor, measured, value]) one.dispose();
  return distance + gamma * loss!;
}

const minimises: Law<DataTermCase> = {
  name: "prox minimises ½‖x − z‖² + γ D(A x, y)",
  async check(subject) {
    for (const [g, gamma] of GAMMAS.entries()) {
      const given = images(subject.shape, 10 * g);
      const prox = await through((z, y) => subject.dataTerm.prox(z!, y!, gamma), ...given);
      const least = await objective(subject, prox, given, gamma);
      if (!Number.isFinite(least)) {
        throw new Error(`expected a finite objective at the proximal map at γ = ${gamma}, got ${least}`);
      }
      for (let seed = 0; seed < 12; seed++) {
        const direction = randomVector(subject.shape, 100 + seed);
        for (const step of [...STEPS, ...STEPS.map((one) => -one)]) {
          const other = await objective(subject, combine(1, prox, step, direction), given, gamma);
          // The objective is summed in float32.
          if (other >= least - 1e-5 * Math.abs(least)) continue;
          throw new Error(
            `expected no image with a lower objective at γ = ${gamma}, got ${other} below ${least} ` +
              `at a step of ${step}`,
          );
        }
      }
    }
  },
};

const hasGradient: Law<DataTermCase> = {
  name: "proxGradient, if there is one, is the gradient of prox by central differences",
  async check({ dataTerm, shape }) {
    if (dataTerm.proxGradient === undefined) return;
    const [h, hGamma] = [0.05, 0.05];
    for (const [g, gamma] of GAMMAS.entries()) {
      const [z, y] = images(shape, 10 * g);
      const [dx, direction] = [randomVector(shape, 50 + g), randomVector(shape, 60 + g)];
      const at = (point: Vector, weight: number): Promise<Vector> =>
        through((one, other) => dataTerm.prox(one!, other!, weight), point, y);
      const rises = (high: Vector, low: Vector, by: number): number =>
        dx.values.reduce((sum, value, i) => sum + (value * (high.values[i]! - low.values[i]!)) / by, 0);
      const byZ = rises(
        await at(combine(1, z, h, direction), gamma),
        await at(combine(1, z, -h, direction), gamma),
        2 * h,
      );
      const byGamma = rises(
        await at(z, gamma * (1 + hGamma)),
        await at(z, gamma * (1 - hGamma)),
        2 * gamma * hGamma,
      );
      const tensors = [dx, z, y].map(upload) as [Tensor4D, Tensor4D, Tensor4D];
      const gradient = dataTerm.proxGradient(...tensors, gamma);
      const [along, slope] = await Promise.all([gradient.z.data(), gradient.gamma.data()]);
      for (const one of [...tensors, gradient.z, gradient.gamma]) one.dispose();
      const claimed = direction.values.reduce((sum, value, i) => sum + value * along[i]!, 0);
      for (const [what, numeric, given] of [
        ["z", byZ, claimed],
        ["γ", byGamma, slope[0]!],
      ] as const) {
        // Projections have kinks, and the sums have random signs.
        if (Math.abs(numeric - given) <= 0.02 * (Math.abs(numeric) + Math.sqrt(dx.values.length))) continue;
        throw new Error(`expected a gradient by ${what} of ${numeric} at γ = ${gamma}, got ${given}`);
      }
    }
  },
};

const leavesNothing: Law<DataTermCase> = {
  name: "returns a new tensor of z's shape, leaves its inputs unchanged, and leaks no tensor",
  async check({ dataTerm, shape }) {
    const given = images(shape, 3);
    const [z, y] = given.map(upload) as [ReturnType<typeof upload>, ReturnType<typeof upload>];
    const run = (): void => {
      const results = [dataTerm.prox(z, y, 0.5), dataTerm.value(z, y)];
      if (`${results[0]!.shape}` !== `${shape}` || results.includes(z) || results.includes(y)) {
        throw new Error(`expected a new tensor of [${shape}], got [${results[0]!.shape}]`);
      }
      for (const one of results) one.dispose();
    };
    run();
    const before = memory().numTensors;
    run();
    const leaked = memory().numTensors - before;
    if (leaked !== 0) throw new Error(`expected no change of numTensors by a second call, got ${leaked}`);
    for (const [i, tensor] of [z, y].entries()) {
      if (tensor.isDisposed) throw new Error("expected the inputs to outlive the results");
      const after = await tensor.data();
      tidy(() => tensor.dispose());
      if (after.some((level, p) => level !== Math.fround(given[i]!.values[p]!))) {
        throw new Error("expected unchanged inputs, got others");
      }
    }
  },
};

/** The laws for every `DataTerm`, checked on the active tfjs backend. */
export const dataTermLaws: readonly Law<DataTermCase>[] = [minimises, hasGradient, leavesNothing];
