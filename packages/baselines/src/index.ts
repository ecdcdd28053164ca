export { bm3d } from "./bm3d/bm3d.ts";
export { cbm3d } from "./bm3d/cbm3d.ts";
export { denoiser } from "./denoiser.ts";
export type { BaselineOptions } from "./denoiser.ts";
export { totalVariation, totalVariationWeight } from "./total-variation.ts";
export type { TotalVariationOptions } from "./total-variation.ts";
export { totalGeneralizedVariation, totalGeneralizedVariationWeight } from "./total-generalized-variation.ts";
export type { TotalGeneralizedVariationOptions } from "./total-generalized-variation.ts";
