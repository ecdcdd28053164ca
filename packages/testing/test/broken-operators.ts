import { defineLinearOperator } from "@genericdp/core";
import type { LinearOperator } from "@genericdp/core";
import {
  add,
  cumsum,
  customGrad,
  div,
  keep,
  mean,
  mul,
  ones,
  relu,
  reverse,
  slice,
  tensor4d,
  tidy,
} from "@tensorflow/tfjs-core";
import type { GradSaveFunc, Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { pairSumsParts as sound } from "./pair-sums.ts";

/** An operator that violates only the given laws. */
export interface BrokenOperator {
  readonly name: string;
  readonly breaks: readonly string[];
  /** Matches the error of the first violated law. */
  readonly says: RegExp;
  readonly operator: LinearOperator;
}

const { proxL2: _, ...withoutProx } = sound;

export const brokenOperators: readonly BrokenOperator[] = [
  {
    name: "claims to keep the shape of a batch of two",
    breaks: ["shape", "adjoint", "gradient"],
    says: /expected forward to return float32 \[2,4,3,2\] for \[2,4,3,2\], got float32 \[2,2,3,2\]/,
    operator: {
      ...defineLinearOperator(withoutProx),
      outputShape: (shape) => (shape[0] === 2 && shape[3] === 2 ? shape : sound.outputShape(shape)),
    },
  },
  {
    name: "returns an adjoint of another shape",
    breaks: ["shape", "adjoint", "gradient"],
    says: /expected adjoint to return float32 \[1,6,5,1\] for \[1,6,5,1\], got float32 \[1,6,4,1\]/,
    operator: {
      ...defineLinearOperator(withoutProx),
      adjoint: (y) =>
        tidy(() => {
          const x = sound.adjoint(y);
          const [batch, height, width, channels] = x.shape;
          return slice(x, [0, 0, 0, 0], [batch, height, width - 1, channels]);
        }),
    },
  },
  {
    name: "writes into its input",
    breaks: ["input"],
    says: /expected unchanged inputs, got another number at 0/,
    operator: defineLinearOperator({
      ...sound,
      forward: (x) => {
        const result = sound.forward(x);
        // On the CPU backend this is the tensor's own memory.
        const values = x.dataSync();
        values[0] = (values[0] ?? 0) + 1;
        return result;
      },
    }),
  },
  {
    name: "returns z as the solution",
    breaks: ["input", "iteration"],
    says: /expected the inputs to outlive the results/,
    operator: {
      ...defineLinearOperator(withoutProx),
      proxL2: (z, y, gamma) => (gamma === 0.5 ? z : defineLinearOperator(sound).proxL2!(z, y, gamma)),
    },
  },
  {
    name: "leaks a tensor",
    breaks: ["leak"],
    says: /no change of numTensors by a second call, got 1/,
    operator: defineLinearOperator({ ...sound, adjoint: (y) => sound.adjoint(keep(mul(y, 1))) }),
  },
  {
    name: "adds a constant",
    breaks: ["linear", "adjoint"],
    says: /expected a linear forward/,
    operator: defineLinearOperator({ ...withoutProx, forward: (x) => add(sound.forward(x), 0.1) }),
  },
  {
    name: "clips negative values in its adjoint",
    breaks: ["linear", "adjoint"],
    says: /expected a linear adjoint/,
    operator: defineLinearOperator({ ...withoutProx, adjoint: (y) => relu(sound.adjoint(y)) }),
  },
  {
    name: "has the pseudoinverse as its adjoint",
    breaks: ["adjoint"],
    says: /expected ⟨A x, y⟩ = ⟨x, Aᵀ y⟩ for \[1,6,5,1\], got/,
    operator: defineLinearOperator({ ...withoutProx, adjoint: (y) => mul(sound.adjoint(y), 0.5) }),
  },
  {
    name: "mirrors only in its adjoint",
    breaks: ["adjoint"],
    says: /⟨A x, y⟩/,
    operator: defineLinearOperator({ ...withoutProx, adjoint: (y) => reverse(sound.adjoint(y), 2) }),
  },
  {
    name: "has another gradient than its adjoint",
    breaks: ["gradient"],
    says: /expected the gradient to be the adjoint/,
    operator: {
      ...defineLinearOperator(sound),
      forward: customGrad((x: Tensor | GradSaveFunc) => ({
        value: sound.forward(x as Tensor4D),
        gradFunc: (dy: Tensor) => mul(sound.adjoint(dy as Tensor4D), 2),
      })) as LinearOperator["forward"],
    },
  },
  {
    name: "has no gradient",
    breaks: ["gradient"],
    says: /Cannot compute gradient/,
    operator: {
      ...defineLinearOperator(sound),
      forward: (x) => {
        const result = defineLinearOperator(sound).forward(x);
        const copy = tensor4d(result.dataSync().slice(), result.shape);
        result.dispose();
        return copy;
      },
    },
  },
  {
    name: "mixes the images of a batch",
    breaks: ["batch"],
    says: /expected image 0 of 2 as it is alone/,
    operator: defineLinearOperator({
      ...withoutProx,
      forward: (x) => mix(sound.forward(x)),
      adjoint: (y) => sound.adjoint(mix(y)),
    }),
  },
  {
    name: "is correct only to first order in γ",
    breaks: ["optimal"],
    says: /expected no gradient at γ = 0\.1/,
    operator: withProx((gamma) => (gamma < 0.2 ? gamma / (1 - 2 * gamma) : gamma)),
  },
  {
    name: "misinterprets γ",
    breaks: ["optimal", "iteration"],
    says: /expected no gradient at γ = 0\.1/,
    operator: withProx((gamma) => 0.9 * gamma),
  },
  {
    name: "has a smallest γ",
    breaks: ["start"],
    says: /expected ‖x − z‖ ≤ 0 at γ = 0, got/,
    operator: withProx((gamma) => Math.max(0.05, gamma)),
  },
  {
    name: "has a largest γ",
    breaks: ["data"],
    says: /at γ = 10000, got/,
    operator: withProx((gamma) => Math.min(30, gamma)),
  },
  {
    name: "does not multiply by its diagonal",
    breaks: ["diagonal"],
    says: /expected forward to multiply by diagonal within/,
    operator: defineLinearOperator({
      name: "half",
      outputShape: (shape) => shape,
      forward: (x) => mul(x, 0.5),
      adjoint: (y) => mul(y, 0.5),
      proxL2: (z, y, gamma) => div(add(z, mul(y, gamma / 2)), 1 + gamma / 4),
      diagonal: () => ones([1, 1, 1, 1]),
    }),
  },
  {
    name: "has an asymmetric preconditioner",
    breaks: ["precondition"],
    says: /expected ⟨Px, w⟩ = ⟨x, Pw⟩ at γ = 0, got/,
    operator: defineLinearOperator({ ...withoutProx, precondition: (x) => cumsum(x, 1) }),
  },
  {
    name: "has a negative definite preconditioner",
    breaks: ["precondition"],
    says: /expected ⟨Px, x⟩ > 0 at γ = 0, got -/,
    operator: defineLinearOperator({ ...withoutProx, precondition: (x) => mul(x, -1) }),
  },
];

function withProx(misread: (gamma: number) => number): LinearOperator {
  return defineLinearOperator({ ...sound, proxL2: (z, y, gamma) => sound.proxL2(z, y, misread(gamma)) });
}

/** Multiplies the images of a batch by a symmetric matrix, so that the operator keeps its adjoint. */
function mix(x: Tensor4D): Tensor4D {
  return add(x, mul(mean(x, 0, true), 0.1));
}
