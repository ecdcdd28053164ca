import type { ImageShape, LinearOperator } from "@genericdp/core";
import { beforeAll, describe, it } from "vitest";
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
 * Declares a vitest suite that holds a linear operator to `linearOperatorLaws`, one test a law. The laws of
 * `proxL2` are skipped where there is none.
 *
 * @param name The suite's name.
 * @param create Makes the operator; it is called once, before the first law, and may activate a backend.
 */
export function describeLinearOperator(
  name: string,
  create: () => LinearOperator | Promise<LinearOperator>,
  { inputShapes = defaultShapes, timeout }: DescribeLinearOperatorOptions = {},
): void {
  describe(name, () => {
    let subject: OperatorCase;
    beforeAll(async () => {
      subject = { operator: await create(), inputShapes };
    });
    for (const law of linearOperatorLaws) {
      it(
        law.name,
        async (context) => {
          if (law.applies?.(subject) === false) context.skip("the operator has no proxL2");
          await law.check(subject);
        },
        timeout,
      );
    }
  });
}
