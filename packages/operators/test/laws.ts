import type { ImageShape, LinearOperator } from "@genericdp/core";
import { describeLinearOperator } from "@genericdp/testing";
import {
  blur,
  compose,
  decimation,
  diagonal,
  gaussianKernel,
  identity,
  kernelFromArray,
  mask,
  motionKernel,
  scale,
  sum,
} from "../src/index.ts";
import type { BlurBoundary, BlurKernel } from "../src/index.ts";

/** Neither symmetric nor square, so that a rotated or shifted kernel is noticed. */
const lopsided: BlurKernel = kernelFromArray([
  [1, 0, 2, 0, 5],
  [0, 3, 1, 4, 0],
  [2, 0, 0, 1, 7],
]);
const evenSided: BlurKernel = kernelFromArray([
  [1, 4],
  [2, 0],
  [0, 3],
  [5, 1],
]);

interface Entry {
  readonly name: string;
  readonly create: () => LinearOperator;
  readonly inputShapes: readonly ImageShape[];
}

const sizes: readonly ImageShape[] = [
  [1, 6, 8, 1],
  [2, 7, 5, 1],
  [1, 5, 6, 3],
];
/** Sides that are multiples of 2 and 3. */
const sampled: readonly ImageShape[] = [
  [1, 6, 12, 1],
  [2, 6, 6, 2],
];

const boundaries: readonly BlurBoundary[] = ["circular", "symmetric", "replicate", "valid"];
const kernels = { lopsided, "even-sided": evenSided, "1×1": kernelFromArray([[3]]) };

/** Every operator of the package, with every boundary, on images of odd and even sizes. */
const entries: readonly Entry[] = [
  { name: "identity", create: identity, inputShapes: sizes },
  ...boundaries.flatMap((boundary) =>
    Object.entries(kernels).map(([kernelName, kernel]) => ({
      name: `${boundary} blur, ${kernelName} kernel`,
      create: () => blur(kernel, { boundary }),
      inputShapes: sizes,
    })),
  ),
  ...(["symmetric", "replicate"] as const).map((boundary) => ({
    name: `${boundary} blur, a kernel larger than the image`,
    create: () => blur(motionKernel(17, 30), { boundary }),
    inputShapes: [[1, 3, 2, 1]] satisfies ImageShape[],
  })),
  {
    name: "mask",
    create: () =>
      mask([
        [1, 0, 1],
        [0, 0, 1],
        [1, 0.5, 0],
        [1, 1, 1],
      ]),
    inputShapes: [
      [2, 4, 3, 1],
      [1, 4, 3, 3],
    ],
  },
  ...[0, 1, 2].map((phase) => ({
    name: `decimation by 3 from ${phase}`,
    create: () => decimation(3, { phase }),
    inputShapes: sampled,
  })),
  {
    name: "decimation by 3 after a circular blur",
    create: () => compose(decimation(3, { phase: 1 }), blur(lopsided, { boundary: "circular" })),
    inputShapes: sampled,
  },
  {
    name: "a circular blur after decimation by 2 after a circular blur",
    create: () =>
      compose(
        blur(kernelFromArray([[1, 2, 4]]), { boundary: "circular" }),
        compose(decimation(2), blur(gaussianKernel(0.8, { size: 5 }), { boundary: "circular" })),
      ),
    inputShapes: [
      [1, 8, 10, 1],
      [1, 8, 8, 2],
      [1, 8, 6, 1],
      [1, 10, 8, 1],
    ],
  },
  {
    name: "decimation by 2 after decimation by 3",
    create: () => compose(decimation(2, { phase: 1 }), decimation(3, { phase: 2 })),
    inputShapes: sampled,
  },
  {
    name: "a mask after decimation by 3 after a valid blur",
    create: () => {
      const known = mask([
        [1, 0],
        [0, 1],
      ]);
      return compose(known, compose(decimation(3), blur(lopsided, { boundary: "valid" })));
    },
    inputShapes: [[1, 8, 10, 1]],
  },
  {
    name: "diagonal",
    create: () =>
      diagonal([
        [-1, 2.5, 0],
        [0.3, 4, 1],
      ]),
    inputShapes: [
      [2, 2, 3, 1],
      [1, 2, 3, 3],
    ],
  },
  {
    name: "a multiple of a circular blur after a decimation",
    create: () => scale(compose(decimation(2), blur(lopsided, { boundary: "circular" })), -0.7),
    inputShapes: [[1, 6, 12, 1]],
  },
  {
    name: "a multiple of a valid blur",
    create: () => scale(blur(lopsided, { boundary: "valid" }), 1.6),
    inputShapes: sizes,
  },
  {
    name: "a blur that varies over the image",
    create: () => {
      const left = [0.9, 0.7, 0.4, 0.1];
      const part = (weights: readonly number[], kernel: BlurKernel): LinearOperator =>
        compose(diagonal(Array.from({ length: 5 }, () => weights)), blur(kernel, { boundary: "symmetric" }));
      return sum(
        part(left, lopsided),
        part(
          left.map((share) => 1 - share),
          evenSided,
        ),
      );
    },
    inputShapes: [
      [1, 5, 4, 1],
      [2, 5, 4, 3],
    ],
  },
];

/** Runs the laws for every operator of the package, on the backend that `activate` makes the current one. */
export function describeOperators(activate: () => Promise<unknown>): void {
  for (const { name, create, inputShapes } of entries) {
    describeLinearOperator(
      name,
      async () => {
        await activate();
        return create();
      },
      { inputShapes },
    );
  }
}
