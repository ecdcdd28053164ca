import type { Denoiser } from "@genericdp/core";

import type { Law } from "../law.ts";
import { keepsConstant, neitherClipsNorRounds, removesNoise, staysFinite } from "./image-laws.ts";
import { coversRange, refusesOutside } from "./noise-range-laws.ts";
import { isDeterministic, separatesBatch } from "./repeat-laws.ts";
import { keepsShape, leaksNothing, leavesInput } from "./tensor-laws.ts";

/** The laws for every `Denoiser`, checked on the active tfjs backend. */
export const denoiserLaws: readonly Law<Denoiser>[] = [
  keepsShape,
  leavesInput,
  leaksNothing,
  isDeterministic,
  separatesBatch,
  coversRange,
  refusesOutside,
  keepsConstant,
  staysFinite,
  neitherClipsNorRounds,
  removesNoise,
];
