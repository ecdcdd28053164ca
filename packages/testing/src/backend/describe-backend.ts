import type { Backend } from "@genericdp/core";
import { beforeAll, beforeEach, describe, it } from "vitest";
import { backendLaws } from "./backend-laws.ts";

export interface DescribeBackendOptions {
  /** Time that each law may take, in milliseconds; vitest's own `testTimeout` without it. */
  readonly timeout?: number;
  /** Why this machine cannot run the backend; every law is then skipped with this reason. */
  readonly unavailable?: string | undefined;
}

/**
 * Declares a vitest suite that holds a backend to `backendLaws`, one test a law.
 *
 * @param name The suite's name.
 * @param create Makes the backend; called once, before the first law, and not where it is unavailable.
 */
export function describeBackend(
  name: string,
  create: () => Backend | Promise<Backend>,
  { timeout, unavailable }: DescribeBackendOptions = {},
): void {
  describe(name, () => {
    let backend: Backend;
    beforeAll(async () => {
      if (unavailable === undefined) backend = await create();
    });
    beforeEach(async ({ skip }) => {
      skip(unavailable !== undefined, unavailable);
      // Whatever another suite activated, or an earlier law left.
      await backend.activate();
    });
    for (const law of backendLaws) it(law.name, () => law.check(backend), timeout);
  });
}
