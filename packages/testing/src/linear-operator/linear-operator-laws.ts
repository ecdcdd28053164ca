import type { Law } from "../law.ts";
import { hasAdjoint, hasGradient, isLinear, separatesBatch } from "./map-laws.ts";
import type { OperatorCase } from "./operator-case.ts";
import { preconditionsSoundly } from "./precondition-law.ts";
import { agreesWithIteration, isOptimal, reachesData, startsAtZ } from "./prox-laws.ts";
import { keepsShapes, leaksNothing, leavesInputs } from "./tensor-laws.ts";

/**
 * What every `LinearOperator` does on images of the shapes that it is tried on, on whichever tfjs backend is
 * active; the last five are for those with `proxL2` or `precondition`.
 */
export const linearOperatorLaws: readonly Law<OperatorCase>[] = [
  keepsShapes,
  leavesInputs,
  leaksNothing,
  isLinear,
  hasAdjoint,
  hasGradient,
  separatesBatch,
  isOptimal,
  agreesWithIteration,
  startsAtZ,
  reachesData,
  preconditionsSoundly,
];
