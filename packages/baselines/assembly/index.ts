export { thresholdGroup, wienerGroup } from "./filter-groups";
export { matchPatches, matchedColumns, matchedDistances, matchedRows } from "./match-patches";
export { addScatter, mixtureCosts, restoreRow } from "./mixture";
export { configure, scratchBytes, transformRow } from "./patches";
export { sparseCode, sparseCodeBytes } from "./sparse-code";
