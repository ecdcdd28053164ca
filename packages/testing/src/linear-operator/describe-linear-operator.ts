import type { ImageShape, LinearOperator } from "@genericdp/core";
import { beforeAll, describe, it } from "vitest";
import type { Law } from "../law.ts";
import { linearOperatorLaws } from "./linear-operator-laws.ts";
import type { OperatorCase } from "./operator-case.ts";

export interface DescribeLinearOperatorOptions {
  /**
   * Shapes of images for the operator: small, odd and even. Default: 8×8, 7×10 and 9×5 pixels, one of them as
   * a batch of two and one with three channels.
   */
  readonly inputShapes?: readonly ImageShape[];
  /** Time limit of each law in milliseconds. Default: `testTimeout` of vitest. */
  readonly timeout?: number;
}

const defaultShapes: readonly ImageShape[] = [
  [1, 8, 8, 1],
  [1, 7, 10, 3],
  [2, 9, 5, 1],
];

/**
 * Declares a vitest suite that tests a linear operator by `linearOperatorLaws`, one test per law. Laws about
 * `proxL2`, `precondition` and `diagonal` are declared only if the operator has these.
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

/** All laws if `create` throws, so that the tests fail with its error. */
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
