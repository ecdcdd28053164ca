import type { ImageShape, LinearOperator } from "@genericdp/core";
import { beforeAll, describe, it } from "vitest";
import type { Law } from "../law.ts";
import { linearOperatorLaws } from "./linear-operator-laws.ts";
import type { OperatorCase } from "./operator-case.ts";

export interface DescribeLinearOperatorOptions {
  /**
   * Shapes of images that the operator takes, small ones, odd and even; without it 8×8, 7×10 and 9×5 pixels,
   * one of them twice and one in three channels.
   */
  readonly inputShapes?: readonly ImageShape[];
  /** Time that each law may take, in milliseconds; vitest's own `testTimeout` without it. */
  readonly timeout?: number;
}

const defaultShapes: readonly ImageShape[] = [
  [1, 8, 8, 1],
  [1, 7, 10, 3],
  [2, 9, 5, 1],
];

/**
 * Declares a vitest suite that holds a linear operator to `linearOperatorLaws`, one test a law. Laws about
 * `proxL2` and `precondition` are declared only where the operator has them.
 *
 * @param name The suite's name.
 * @param create Makes the operator; it may activate a backend. It is called twice: when the suite is
 *   declared, to see what the operator has, and before the first law.
 */
export function describeLinearOperator(
  name: string,
  create: () => LinearOperator | Promise<LinearOperator>,
  { inputShapes = defaultShapes, timeout }: DescribeLinearOperatorOptions = {},
): void {
  describe(name, async () => {
    let subject: OperatorCase;
    const laws = await lawsFor(create, inputShapes);
    beforeAll(async () => {
      subject = { operator: await create(), inputShapes };
    });
    for (const law of laws) it(law.name, () => law.check(subject), timeout);
  });
}

/** Every law where `create` throws, so that the suite's tests fail with its error. */
async function lawsFor(
  create: () => LinearOperator | Promise<LinearOperator>,
  inputShapes: readonly ImageShape[],
): Promise<readonly Law<OperatorCase>[]> {
  try {
    const subject = { operator: await create(), inputShapes };
    return linearOperatorLaws.filter(({ applies }) => applies?.(subject) ?? true);
  } catch {
    return linearOperatorLaws;
  }
}
