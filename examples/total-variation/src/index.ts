import type { Denoiser } from "@genericdp/core";
import { totalVariation } from "./total-variation.ts";

export { totalVariation };
export type { TotalVariationOptions } from "./total-variation.ts";

/** Called by `genericdp --denoiser` with the values of `--denoiser-option`. */
export function denoiser({ iterations, ...others }: Readonly<Record<string, unknown>>): Denoiser {
  const [other] = Object.keys(others);
  if (other !== undefined)
    throw new TypeError(`total variation: expected no option but iterations, got ${other}`);
  if (iterations === undefined) return totalVariation();
  if (typeof iterations === "number") return totalVariation({ iterations });
  throw new TypeError(
    `total variation: expected iterations to be a number, got ${JSON.stringify(iterations)}`,
  );
}
