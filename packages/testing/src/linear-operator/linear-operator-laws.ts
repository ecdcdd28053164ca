import type { Law } from "../law.ts";
import { hasAdjoint, hasGradient, isItsDiagonal, isLinear, separatesBatch } from "./map-laws.ts";
import type { OperatorCase } from "./operator-case.ts";
import { preconditionsSoundly } from "./precondition-law.ts";
import { agreesWithIteration, isOptimal, reachesData, startsAtZ } from "./prox-laws.ts";
import { keepsShapes, leaksNothing, leavesInputs } from "./tensor-laws.ts";

/**
 * The laws for every `LinearOperator` on images of the given shapes, checked on the active tfjs backend. The
 * last six concern operators with `diagonal`, `proxL2` or `precondition`.
 */
export const linearOperatorLaws: readonly Law<OperatorCase>[] = [
  keepsShapes,
  leavesInputs,
  leaksNothing,
  isLinear,
  hasAdjoint,
  hasGradient,
  separatesBatch,
  isItsDiagonal,
  isOptimal,
  agreesWithIteration,
  startsAtZ,
  reachesData,
  preconditionsSoundly,
];
