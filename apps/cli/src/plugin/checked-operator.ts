import { defineLinearOperator } from "@genericdp/core";
import type { LinearOperator } from "@genericdp/core";
import { Tensor } from "@tensorflow/tfjs-core";
import type { Tensor4D } from "@tensorflow/tfjs-core";

/**
 * Wraps a plugin's operator with checks of the contract; violations are thrown as errors made by `fault`.
 *
 * @throws TypeError unless it is a linear operator.
 */
export function checkedOperator(value: unknown, fault: (cause: unknown) => Error): LinearOperator {
  if (typeof value !== "object" || value === null) {
    throw new TypeError(`expected operator(options) to return a linear operator, got ${String(value)}`);
  }
  const given = value as LinearOperator;
  // Throws if a part is missing.
  const { name } = defineLinearOperator(given);
  const checked = defineLinearOperator({
    name,
    outputShape: (shape) => given.outputShape(shape),
    forward: (x) => expectTensor("forward", given.forward(x)),
    adjoint: (y) => expectTensor("adjoint", given.adjoint(y)),
    ...(given.proxL2 && {
      proxL2: (z, y, gamma) => expectTensor("proxL2", given.proxL2?.(z, y, gamma)),
    }),
    ...(given.precondition && {
      precondition: (x, gamma) => expectTensor("precondition", given.precondition?.(x, gamma)),
    }),
  });
  return {
    name,
    outputShape: faulting(checked.outputShape, fault),
    forward: faulting(checked.forward, fault),
    adjoint: faulting(checked.adjoint, fault),
    ...(checked.proxL2 && { proxL2: faulting(checked.proxL2, fault) }),
    ...(checked.precondition && { precondition: faulting(checked.precondition, fault) }),
  };
}

function faulting<Args extends unknown[], Result>(
  run: (...args: Args) => Result,
  fault: (cause: unknown) => Error,
): (...args: Args) => Result {
  return (...args) => {
    try {
      return run(...args);
    } catch (cause) {
      throw fault(cause);
    }
  };
}

/** A plugin may be plain JavaScript, so its results have not been checked. */
function expectTensor(part: string, value: unknown): Tensor4D {
  if (value instanceof Tensor) return value as Tensor4D;
  const got = Object.prototype.toString.call(value).slice(8, -1);
  throw new TypeError(`expected ${part} to return a tensor, got ${got}`);
}
