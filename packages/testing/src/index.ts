export { backendLaws } from "./backend/backend-laws.ts";
export { describeBackend, type DescribeBackendOptions } from "./backend/describe-backend.ts";
export { referenceGainMap, referenceStage } from "./backend/reference-stage.ts";
export { uploadStage } from "./backend/stage-values.ts";
export type { GainMapValues, ImageSizes, Numbers, ScaleValues, StageValues } from "./backend/stage-values.ts";
export { dataTermLaws } from "./data-term-laws.ts";
export type { DataTermCase } from "./data-term-laws.ts";
export { describeDataTerm, type DescribeDataTermOptions } from "./describe-data-term.ts";
export { denoiserLaws } from "./denoiser/denoiser-laws.ts";
export { describeDenoiser, type DescribeDenoiserOptions } from "./denoiser/describe-denoiser.ts";
export type { Law } from "./law.ts";
export {
  describeLinearOperator,
  type DescribeLinearOperatorOptions,
} from "./linear-operator/describe-linear-operator.ts";
export { linearOperatorLaws } from "./linear-operator/linear-operator-laws.ts";
export type { OperatorCase } from "./linear-operator/operator-case.ts";
