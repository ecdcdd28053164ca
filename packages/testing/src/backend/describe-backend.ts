import type { Backend } from "@genericdp/core";
import { beforeAll, beforeEach, describe, it } from "vitest";
import type { Law } from "../law.ts";
import { backendLaws } from "./backend-laws.ts";

export interface DescribeBackendOptions {
  /** Time limit of each law in milliseconds. Default: `testTimeout` of vitest. */
  readonly timeout?: number;
  /** Why this machine cannot run the backend; every law is then skipped with this reason. */
  readonly unavailable?: string | undefined;
  /** The laws to test. Default: all `backendLaws`. */
  readonly laws?: readonly Law<Backend>[];
}

/**
 * Declares a vitest suite that tests a backend by `backendLaws`, or some of them, one test per law.
 *
 * @param name The suite's name.
 * @param create Makes the backend; called once, before the first law, unless it is unavailable.
 */
export function describeBackend(
  name: string,
  create: () => Backend | Promise<Backend>,
  { timeout, unavailable, laws = backendLaws }: DescribeBackendOptions = {},
): void {
  describe(name, () => {
    let backend: Backend;
    beforeAll(async () => {
      if (unavailable === undefined) backend = await create();
    });
    beforeEach(async ({ skip }) => {
      skip(unavailable !== undefined, unavailable);
      // Another suite or an earlier law may have activated another backend.
      await backend.activate();
    });
    for (const law of laws) it(law.name, () => law.check(backend), timeout);
  });
}
