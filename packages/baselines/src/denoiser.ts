import type { Denoiser } from "@genericdp/core";
import { bm3d } from "./bm3d/bm3d.ts";
import { foe } from "./foe/foe.ts";
import { kSvd } from "./k-svd/k-svd.ts";
import { totalGeneralizedVariation } from "./total-generalized-variation.ts";
import { totalVariation } from "./total-variation.ts";

const methods: Readonly<Record<string, () => Denoiser | Promise<Denoiser>>> = {
  bm3d,
  csf: async () => (await import("./csf.ts")).csf(),
  epll: async () => (await import("./epll.ts")).epll(),
  "epll-step": async () => (await import("./epll.ts")).epllStep(),
  foe,
  "foe-5": () => foe({ side: 5 }),
  "k-svd": kSvd,
  tgv: totalGeneralizedVariation,
  tnrd: async () => (await import("./tnrd.ts")).tnrd(),
  tv: totalVariation,
};

export interface BaselineOptions {
  /** "bm3d", "csf", "epll", "epll-step", "foe", "foe-5", "k-svd", "tgv", "tnrd" or "tv". */
  readonly method?: unknown;
}

/**
 * Creates a denoiser for gray images by the name of the method. This makes the package a plugin of the
 * command line: `genericdp denoise … --denoiser @genericdp/baselines --denoiser-option method=bm3d`.
 *
 * @throws TypeError for an unknown method.
 */
export async function denoiser({ method }: BaselineOptions): Promise<Denoiser> {
  if (typeof method !== "string" || !Object.hasOwn(methods, method)) {
    throw new TypeError(
      `expected method to be one of ${Object.keys(methods).join(", ")}, got ${String(method)}`,
    );
  }
  return methods[method]!();
}
