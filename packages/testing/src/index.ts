export { denoiserLaws } from "./denoiser/denoiser-laws.ts";
export { describeDenoiser, type DescribeDenoiserOptions } from "./denoiser/describe-denoiser.ts";
export type { Law } from "./law.ts";
export {
  describeLinearOperator,
  type DescribeLinearOperatorOptions,
} from "./linear-operator/describe-linear-operator.ts";
export { linearOperatorLaws } from "./linear-operator/linear-operator-laws.ts";
export type { OperatorCase } from "./linear-operator/operator-case.ts";
