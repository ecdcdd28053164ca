import type { Backend } from "@genericdp/core";
import type { Law } from "../law.ts";
import { fourierIsRight } from "./fourier-laws.ts";
import { gainMapGradientIsComposed, gainMapGradientIsRight, gainMapIsRight } from "./gain-map-laws.ts";
import { comesBackAfterRelease, mayBeActivatedTwice } from "./life-laws.ts";
import {
  stageGradientIsComposed,
  stageGradientIsRight,
  stageIsLocal,
  stageIsPure,
  stageIsRight,
} from "./stage-laws.ts";

/** The laws for every backend; the checks run on the active backend. */
export const backendLaws: readonly Law<Backend>[] = [
  stageIsRight,
  stageGradientIsComposed,
  stageGradientIsRight,
  stageIsLocal,
  stageIsPure,
  gainMapIsRight,
  gainMapGradientIsComposed,
  gainMapGradientIsRight,
  fourierIsRight,
  mayBeActivatedTwice,
  comesBackAfterRelease,
];
