export { thresholdGroup, wienerGroup } from "./filter-groups";
export { matchPatches, matchedColumns, matchedDistances, matchedRows } from "./match-patches";
export { configure, scratchBytes, transformRow } from "./patches";
