import { grads, mul, tidy } from "@tensorflow/tfjs-core";
import type { Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import type { Law } from "../law.ts";
import type { OperatorCase } from "./operator-case.ts";
import { combine, expectClose, inner, norm, onVectors, randomVector, through } from "./vector.ts";

/** Rounding of single precision, relative to the inputs. */
const rounding = 1e-5;

export const isLinear: Law<OperatorCase> = {
  name: "is linear: A(a x + b y) = a A x + b A y, and so is its adjoint",
  async check({ operator, inputShapes }) {
    const maps = onVectors(operator);
    for (const inputShape of inputShapes) {
      const outputShape = operator.outputShape([...inputShape]);
      for (const [part, shape] of [
        ["forward", inputShape],
        ["adjoint", outputShape],
      ] as const) {
        const [x, y] = [randomVector(shape, 1), randomVector(shape, 2)];
        const [mx, my] = [await maps[part](x), await maps[part](y)];
        const expected = combine(2, mx, -3, my);
        const got = await maps[part](combine(2, x, -3, y));
        expectClose(`a linear ${part}`, expected, got, rounding, 2 * norm(mx) + 3 * norm(my));
      }
    }
  },
};

export const isItsDiagonal: Law<OperatorCase> = {
  name: "forward multiplies by diagonal",
  applies: ({ operator }) => operator.diagonal !== undefined,
  async check({ operator, inputShapes }) {
    const { forward } = onVectors(operator);
    for (const inputShape of inputShapes) {
      const x = randomVector(inputShape, 1);
      const product = await through(
        (image) => tidy(() => mul(image!, operator.diagonal!([...inputShape]))),
        x,
      );
      expectClose("forward to multiply by diagonal", product, await forward(x), rounding, norm(product));
    }
  },
};

export const hasAdjoint: Law<OperatorCase> = {
  name: "adjoint is the adjoint of forward: ⟨A x, y⟩ = ⟨x, Aᵀ y⟩",
  async check({ operator, inputShapes }) {
    const { forward, adjoint } = onVectors(operator);
    for (const inputShape of inputShapes) {
      const x = randomVector(inputShape, 1);
      const y = randomVector(operator.outputShape([...inputShape]), 2);
      const [ax, aty] = [await forward(x), await adjoint(y)];
      const [left, right] = [inner(ax, y), inner(x, aty)];
      const scale = norm(ax) * norm(y) + norm(x) * norm(aty);
      if (!(Math.abs(left - right) <= rounding * scale)) {
        throw new Error(`expected ⟨A x, y⟩ = ⟨x, Aᵀ y⟩ for [${inputShape}], got ${left} and ${right}`);
      }
    }
  },
};

export const hasGradient: Law<OperatorCase> = {
  name: "forward is differentiable by tfjs, and its gradient is the adjoint",
  async check({ operator, inputShapes }) {
    const { adjoint } = onVectors(operator);
    for (const inputShape of inputShapes) {
      const x = randomVector(inputShape, 1);
      const y = randomVector(operator.outputShape([...inputShape]), 2);
      const gradientOf = grads((tensor: Tensor) => operator.forward(tensor as Tensor4D));
      const gradient = await through((image, dy) => gradientOf([image!], dy!)[0] as Tensor4D, x, y);
      const expected = await adjoint(y);
      expectClose("the gradient to be the adjoint", expected, gradient, rounding, norm(expected));
    }
  },
};

export const separatesBatch: Law<OperatorCase> = {
  name: "treats each image of a batch as if it were alone",
  async check({ operator, inputShapes }) {
    const { forward, adjoint } = onVectors(operator);
    for (const [, height, width, channels] of inputShapes) {
      const outputShape = operator.outputShape([1, height, width, channels]);
      for (const [map, shape] of [
        [forward, [1, height, width, channels]],
        [adjoint, outputShape],
      ] as const) {
        const [first, second] = [randomVector([...shape], 1), randomVector([...shape], 2)];
        const both = Float64Array.from([...first.values, ...second.values]);
        const [, h, w, c] = shape;
        const together = await map({ shape: [2, h, w, c], values: both });
        const alone = [await map(first), await map(second)];
        const size = together.values.length / 2;
        for (const [i, expected] of alone.entries()) {
          const got = { shape: expected.shape, values: together.values.slice(i * size, (i + 1) * size) };
          expectClose(`image ${i} of 2 as it is alone`, expected, got, rounding, norm(expected));
        }
      }
    }
  },
};
