export {
  configure,
  matchPatches,
  matchedColumns,
  matchedDistances,
  matchedRows,
  scratchBytes,
  thresholdGroup,
  transformRow,
  wienerGroup,
} from "./bm3d";
