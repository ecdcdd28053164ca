export { gainCount, parseArchitecture } from "./architecture.ts";
export type {
  Architecture,
  CurveArchitecture,
  FamilyArchitecture,
  FilterBankArchitecture,
  GainArchitecture,
  GainMapArchitecture,
  InfluenceArchitecture,
  ScaleArchitecture,
} from "./architecture.ts";
export { dctBasis } from "./dct-basis.ts";
export { analyzeFilters, filterAtoms, synthesizeFilters, synthesizeFiltersGradient } from "./filter-bank.ts";
export type { FilterBankShape } from "./filter-bank.ts";
export { genericDP } from "./generic-dp.ts";
export type { GenericDP, TrainedStage } from "./generic-dp.ts";
export {
  TABLE_NODES,
  centreSpacing,
  influenceBasis,
  influenceTables,
  tableNode,
  tableRadius,
} from "./influence-basis.ts";
export { readModel, writeModel } from "./model-file.ts";
export type { Precision, WriteModelOptions } from "./model-file.ts";
export { ModelFormatError } from "./model-format-error.ts";
export { createModel } from "./model.ts";
export type { Model, ModelOptions, TrainingRecord } from "./model.ts";
export { multiplyAdds } from "./multiply-adds.ts";
export { stageReach } from "./stage-reach.ts";
export type { StageReach } from "./stage-reach.ts";
export { evaluateCurve, knotWeights } from "./noise-curve.ts";
export { blockParameters, findBlock, parameterCount, parameterLayout } from "./parameter-layout.ts";
export type { ParameterBlock, ParameterKind } from "./parameter-layout.ts";
export { plainInitialization } from "./plain-initialization.ts";
export { dataWeight, familyWeights, listTensors, stageTensors, stageWeights } from "./stage-parameters.ts";
export type { FamilyWeights, StageGainMap, StageTensors, StageWeights } from "./stage-parameters.ts";
