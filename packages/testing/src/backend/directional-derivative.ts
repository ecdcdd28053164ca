import type { Numbers, StageValues } from "./stage-values.ts";

/** Slope of a function of a stage along one direction. */
export interface Slope {
  /** By a gradient that is to be checked. */
  readonly found: number;
  /** By a central difference. */
  readonly wanted: number;
}

/**
 * The slope of `value` by the `i`-th of a stage's inputs (x, observation, reaction, gain, then filters and
 * influence of each scale), along the signs of the gradient: that is where it is steepest, so that nothing
 * cancels.
 */
export function directionalDerivative(
  stage: StageValues,
  i: number,
  gradient: Float32Array,
  value: (stage: StageValues) => number,
): Slope {
  const direction = Array.from(gradient, Math.sign);
  const found = gradient.reduce((sum, slope, j) => sum + slope * direction[j]!, 0);
  // So small that next to no response goes over a node of φ, where the slope jumps.
  const step = 1e-7;
  const at = (factor: number): number =>
    value(move(stage, i, (values) => Array.from(values, (v, j) => v + factor * step * direction[j]!)));
  return { found, wanted: (at(1) - at(-1)) / (2 * step) };
}

function move(stage: StageValues, i: number, by: (values: Numbers) => Numbers): StageValues {
  const images = ["x", "observation", "reaction", "gain"] as const;
  const image = images[i];
  if (image !== undefined) return { ...stage, [image]: by(stage[image]) };
  const part = i % 2 === 0 ? "filters" : "influence";
  const scales = stage.scales.map((scale, s) =>
    s === Math.floor((i - images.length) / 2) ? { ...scale, [part]: by(scale[part]) } : scale,
  );
  return { ...stage, scales };
}
