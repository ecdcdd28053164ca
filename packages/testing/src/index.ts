export { denoiserLaws } from "./denoiser/denoiser-laws.ts";
export { describeDenoiser, type DescribeDenoiserOptions } from "./denoiser/describe-denoiser.ts";
export type { Law } from "./law.ts";
