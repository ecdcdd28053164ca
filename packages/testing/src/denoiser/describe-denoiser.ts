import type { Denoiser } from "@genericdp/core";
import { beforeAll, describe, it } from "vitest";

import { denoiserLaws } from "./denoiser-laws.ts";

export interface DescribeDenoiserOptions {
  /** Time limit of each law in milliseconds. Default: `testTimeout` of vitest. */
  readonly timeout?: number;
}

/**
 * Declares a vitest suite that tests a denoiser by `denoiserLaws`, one test per law.
 *
 * @param name The suite's name.
 * @param create Makes the denoiser; it is called once, before the first law, and may activate a backend.
 */
export function describeDenoiser(
  name: string,
  create: () => Denoiser | Promise<Denoiser>,
  options: DescribeDenoiserOptions = {},
): void {
  describe(name, () => {
    let denoiser: Denoiser;
    beforeAll(async () => {
      denoiser = await create();
    });
    for (const law of denoiserLaws) it(law.name, () => law.check(denoiser), options.timeout);
  });
}
