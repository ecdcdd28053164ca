import type { DataTerm, ImageShape } from "@genericdp/core";
import { beforeAll, describe, it } from "vitest";
import { dataTermLaws } from "./data-term-laws.ts";
import type { DataTermCase } from "./data-term-laws.ts";

export interface DescribeDataTermOptions {
  /** The shape of images and measurements. Default: one image of 6×5 pixels. */
  readonly shape?: ImageShape;
}

/**
 * Declares a vitest suite that tests a data term by `dataTermLaws`, one test per law.
 *
 * @param name The suite's name.
 * @param create Makes the data term; it may activate a backend.
 */
export function describeDataTerm(
  name: string,
  create: () => DataTerm | Promise<DataTerm>,
  { shape = [1, 6, 5, 1] }: DescribeDataTermOptions = {},
): void {
  describe(name, () => {
    let subject: DataTermCase;
    beforeAll(async () => {
      subject = { dataTerm: await create(), shape };
    });
    for (const law of dataTermLaws) it(law.name, () => law.check(subject));
  });
}
