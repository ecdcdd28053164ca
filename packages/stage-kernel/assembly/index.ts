export { diffuse, diffuseGradient } from "./diffuse";
export { blockSum, foldSymmetric, padGains, padMean, padZeros, subtractReplicated } from "./pyramid";
export { farthest, least } from "./range";
export { runStage } from "./strip";
