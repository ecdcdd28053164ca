export { diffuse, diffuseGradient } from "./diffuse";
export { blockSum, foldSymmetric, padGains, padMean, padZeros, subtractReplicated } from "./pyramid";
export { runStage } from "./strip";
