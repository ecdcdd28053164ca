import {
  TABLE_NODES,
  findBlock,
  influenceBasis,
  parameterLayout,
  stageWeights,
  synthesizeFilters,
  tableRadius,
} from "@genericdp/model";
import type { Model } from "@genericdp/model";
import type { LearnedModel, LearnedStage } from "./protocol.ts";

/** Only every 8th node of a table is included. */
const STEP = 8;
const NOISE_LEVELS = 61;

/** Returns what a model has learned, as numbers to draw. */
export function learnedModel(model: Model): LearnedModel {
  const { architecture, parameters } = model;
  const { stages, channels, scales, influence, noiseRange } = architecture;
  if (channels !== 1) throw new RangeError(`study: expected a gray model, got one of ${channels} channels`);
  const layout = parameterLayout(architecture);
  const basis = influenceBasis(influence);
  const { min, max } = noiseRange;
  const noiseLevels = Float32Array.from(
    { length: NOISE_LEVELS },
    (_, i) => min * (max / min) ** (i / (NOISE_LEVELS - 1)),
  );
  // Exactly the ends: rounding must not lead out of the range.
  noiseLevels[0] = min;
  noiseLevels[NOISE_LEVELS - 1] = max;

  const stage = (t: number): LearnedStage => ({
    scales: scales.map(({ filters: count, size }, scale) => {
      const part = (kind: "coefficients" | "influence"): Float32Array => {
        const { offset, length } = findBlock(layout, kind, t, scale)!;
        return parameters.subarray(offset, offset + length);
      };
      const filters = synthesizeFilters(part("coefficients"), { count, size, channels: 1 });
      const weights = part("influence");
      return Array.from({ length: count }, (_, i) => ({
        weights: filters.slice(i * size * size, (i + 1) * size * size),
        size,
        influence: table(weights.subarray(i * influence.centres, (i + 1) * influence.centres), basis),
      }));
    }),
    ...stageWeights(model, t, [...noiseLevels]),
  });
  return {
    stages: Array.from({ length: stages }, (_, t) => stage(t)),
    noiseLevels,
    radius: tableRadius(influence),
    parameters: parameters.length,
  };
}

function table(weights: Float32Array, basis: Float32Array): Float32Array {
  return Float32Array.from({ length: (TABLE_NODES - 1) / STEP + 1 }, (_, n) =>
    weights.reduce((sum, weight, j) => sum + weight * basis[j * TABLE_NODES + n * STEP]!, 0),
  );
}
