import { Tensor, add, customGrad, div, mul, tidy, util } from "@tensorflow/tfjs-core";
import type { GradSaveFunc, Tensor4D } from "@tensorflow/tfjs-core";

/** `[batch, height, width, channels]`. */
export type ImageShape = [number, number, number, number];

/**
 * A linear map A from images to measurements: the effect of a camera, a scanner or a file format on an image,
 * without the noise.
 *
 * Its functions map `[batch, height, width, channels]`, float32, gray levels 0..255, to new tensors, leave
 * their inputs unchanged and leak no tensors. `forward` is differentiable by tfjs.
 */
export interface LinearOperator {
  readonly name: string;
  /**
   * The shape of A x for x of `inputShape`.
   *
   * @throws RangeError for a shape that A cannot be applied to.
   */
  outputShape(inputShape: ImageShape): ImageShape;
  /** A x. Never adds noise. */
  forward(x: Tensor4D): Tensor4D;
  /** Aᵀ y; its shape is that of the images whose measurement is y. */
  adjoint(y: Tensor4D): Tensor4D;
  /**
   * argmin_x ½‖x − z‖² + (γ/2)‖A x − y‖² = (I + γ AᵀA)⁻¹ (z + γ Aᵀ y), if there is a closed form; without it,
   * solvers use conjugate gradients.
   *
   * @param gamma γ ≥ 0.
   */
  proxL2?(z: Tensor4D, y: Tensor4D, gamma: number): Tensor4D;
  /**
   * An approximation of (I + γ AᵀA)⁻¹ x, if it is cheap: symmetric and positive definite. Conjugate gradients
   * then need fewer iterations; their result does not depend on it.
   *
   * @param gamma γ ≥ 0.
   */
  precondition?(x: Tensor4D, gamma: number): Tensor4D;
  /**
   * d, if A = diag(d): A x = d x for every pixel. `defineLinearOperator` derives `proxL2` from it. Solvers
   * can then weight the pixels of y without conjugate gradients.
   *
   * @returns a tensor that broadcasts to `inputShape`.
   */
  diagonal?(inputShape: ImageShape): Tensor4D;
}

/**
 * Makes a linear operator from plain functions: it checks shapes and arguments, disposes of the tensors that
 * the functions leave behind, and gives tfjs the gradient of `forward`, which is the adjoint.
 *
 * @returns a frozen object.
 * @throws TypeError if a part is missing. The functions of the operator throw TypeError for anything but a
 *    tensor of rank 4, and RangeError for a shape that does not fit.
 */
export function defineLinearOperator(operator: LinearOperator): LinearOperator {
  const { name } = operator;
  if (typeof name !== "string" || name === "") {
    throw new TypeError(`defineLinearOperator: expected a name, got ${JSON.stringify(name)}`);
  }
  for (const part of ["outputShape", "forward", "adjoint"] as const) {
    if (typeof operator[part] !== "function") {
      throw new TypeError(
        `defineLinearOperator: expected a function ${part} of ${name}, got ${operator[part]}`,
      );
    }
  }
  const outputShape = (inputShape: ImageShape): ImageShape => operator.outputShape(inputShape);

  const apply = (x: Tensor4D): Tensor4D => {
    const y = operator.forward(x);
    expectShape(`${name}: expected forward to return`, y, outputShape(x.shape));
    return y;
  };
  const transpose = (y: Tensor4D): Tensor4D => {
    const x = operator.adjoint(y);
    expectShape(`${name}: expected y to be a measurement: A of adjoint(y) is`, y, outputShape(x.shape));
    return x;
  };
  const forward = (x: Tensor4D): Tensor4D => {
    expectImage(`${name}.forward`, "x", x);
    outputShape(x.shape);
    // tfjs-core registers the gradients of only few ops in Node, and this one is known anyway.
    const differentiable = customGrad((input: Tensor | GradSaveFunc) => ({
      value: detach(apply(input as Tensor4D), [input as Tensor, x]),
      gradFunc: (dy: Tensor) => detach(transpose(dy as Tensor4D), [dy]),
    }));
    return tidy(() => differentiable(x) as Tensor4D);
  };
  const adjoint = (y: Tensor4D): Tensor4D => {
    expectImage(`${name}.adjoint`, "y", y);
    return tidy(() => detach(transpose(y), [y]));
  };
  const { precondition, diagonal } = operator;
  const proxL2 = operator.proxL2 ?? (diagonal && diagonalProx(diagonal));
  const expectGamma = (part: string, gamma: number): void => {
    if (gamma >= 0 && Number.isFinite(gamma)) return;
    throw new RangeError(`${name}.${part}: expected a finite gamma ≥ 0, got ${gamma}`);
  };
  return Object.freeze<LinearOperator>({
    name,
    outputShape,
    forward,
    adjoint,
    ...(proxL2 && {
      proxL2: (z, y, gamma) => {
        expectImage(`${name}.proxL2`, "z", z);
        expectImage(`${name}.proxL2`, "y", y);
        expectShape(`${name}.proxL2: expected y of`, y, outputShape(z.shape));
        expectGamma("proxL2", gamma);
        return tidy(() => detach(proxL2(z, y, gamma), [z, y]));
      },
    }),
    ...(precondition && {
      precondition: (x, gamma) => {
        expectImage(`${name}.precondition`, "x", x);
        expectGamma("precondition", gamma);
        return tidy(() => detach(precondition(x, gamma), [x]));
      },
    }),
    ...(diagonal && { diagonal: (inputShape) => tidy(() => diagonal(inputShape)) }),
  });
}

/** (z + γ d y)/(1 + γ d²), the proximal map of A = diag(d). */
function diagonalProx(
  diagonal: NonNullable<LinearOperator["diagonal"]>,
): NonNullable<LinearOperator["proxL2"]> {
  return (z, y, gamma) => {
    const d = diagonal(z.shape);
    return div(add(z, mul(mul(d, y), gamma)), add(mul(mul(d, d), gamma), 1));
  };
}

/** A result is a separate tensor, even if an operator returns its input. */
function detach(result: Tensor4D, given: readonly Tensor[]): Tensor4D {
  return given.includes(result) ? result.clone() : result;
}

function expectImage(where: string, argument: string, value: unknown): void {
  if (value instanceof Tensor && value.rank === 4 && value.size > 0) return;
  const got = value instanceof Tensor ? `[${value.shape}]` : String(value);
  throw new TypeError(`${where}: expected ${argument} of shape [batch, height, width, channels], got ${got}`);
}

function expectShape(expectation: string, value: Tensor, shape: readonly number[]): void {
  if (!util.arraysEqual(value.shape, [...shape])) {
    throw new RangeError(`${expectation} [${shape}], got [${value.shape}]`);
  }
}
