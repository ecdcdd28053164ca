import type { Arena } from "./arena.ts";
import { placeGradientScale, readFilters, readTable, runDiffusionGradient } from "./gradient-scale.ts";
import type { GradientScale } from "./gradient-scale.ts";
import { enterBackSignal, enterGainMap, enterImage } from "./scale-image.ts";
import { enterGain } from "./scale-layout.ts";
import type { StageArrays, StageGradients } from "./stage-arrays.ts";
import type { StageModule } from "./stage-module.ts";

/** Gradients of ⟨dy, u_t⟩ with respect to every input, for gray images. */
export function runGradient(
  module: StageModule,
  memory: Arena,
  stage: StageArrays,
  dy: Float32Array,
): StageGradients {
  const { batch, height, width } = stage;
  const pixels = height * width;
  const { gainMap } = stage;
  const scales = stage.scales.map((scale) =>
    placeGradientScale(memory, scale, { height, width, rows: height, gainMap }),
  );
  const [x, e, dx] = [memory.allocate(pixels), memory.allocate(pixels), memory.allocate(pixels)];
  const [gains, dGain] = gainMap ? [memory.allocate(pixels), memory.allocate(pixels)] : [0, 0];
  const gradients = {
    x: new Float32Array(batch * pixels),
    observation: new Float32Array(batch * pixels),
    reaction: new Float32Array(batch),
    gain: new Float32Array(stage.gain.length),
  };
  for (let b = 0; b < batch; b++) {
    const sample = (values: Float32Array): Float32Array => values.subarray(b * pixels, (b + 1) * pixels);
    memory.view(x, pixels).set(sample(stage.x));
    memory.view(e, pixels).set(sample(dy));
    if (gainMap) {
      memory.view(gains, pixels).set(sample(stage.gain));
      memory.view(dGain, pixels).fill(0);
    }
    gradients.reaction[b] = reactBack(
      stage.reaction[b] ?? 0,
      sample(dy),
      sample(stage.x),
      sample(stage.observation),
      { observation: sample(gradients.observation), dx: memory.view(dx, pixels) },
    );
    const gain = stage.gain[b] ?? 1;
    let byGain = 0;
    // One gain for all pixels: the divisor of φ_i(a z)/a goes into the back-signal.
    if (!gainMap) scaleBy(memory.view(e, pixels), 1 / gain);
    for (const scale of scales) {
      enterImage(module, scale, x, stage);
      if (gainMap) enterGainMap(module, scale, gains, stage);
      else enterGain(memory, scale, gain);
      enterBackSignal(module, scale, e, stage);
      memory.view(scale.dGains, scale.dGainsSize).fill(0);
      runDiffusionGradient(module, scale, gainMap);
      module.subtractReplicated(scale.coarse, scale.width, dx, height, width, scale.block, 1, 1);
      if (gainMap) subtractGainGradient(module, scale, dGain, stage);
      else byGain += memory.view(scale.dGains, scale.dGainsSize).reduce(add, 0);
    }
    sample(gradients.x).set(memory.view(dx, pixels));
    if (gainMap) sample(gradients.gain).set(memory.view(dGain, pixels));
    else gradients.gain[b] = -byGain / gain;
  }
  return {
    ...gradients,
    // The diffusion term is subtracted, and so are its gradients.
    scales: scales.map((scale) => ({
      filters: negate(readFilters(memory, scale, scale.filterSums)),
      influence: negate(readTable(memory, scale)),
    })),
  };
}

/**
 * Maps the gradient with respect to the gain at every response back to the pixels of the map at `to`, and
 * subtracts it.
 */
function subtractGainGradient(
  module: StageModule,
  scale: GradientScale,
  to: number,
  size: { readonly height: number; readonly width: number },
): void {
  const { dGains, coarse, height, width, border, gainStride, block } = scale;
  module.foldSymmetric(dGains, coarse, height, width, border / 2, gainStride);
  module.subtractReplicated(coarse, width, to, size.height, size.width, block, 1, 1);
}

/**
 * The reaction term: fills the gradient with respect to the observation, initialises that with respect to x,
 * and returns that with respect to λ.
 */
function reactBack(
  weight: number,
  back: Float32Array,
  x: Float32Array,
  f: Float32Array,
  out: { readonly observation: Float32Array; readonly dx: Float32Array },
): number {
  let total = 0;
  for (let i = 0; i < back.length; i++) {
    const value = back[i]!;
    const damped = weight * value;
    out.observation[i] = damped;
    out.dx[i] = value - damped;
    total -= value * (x[i]! - f[i]!);
  }
  return total;
}

function add(a: number, b: number): number {
  return a + b;
}

function scaleBy(values: Float32Array, factor: number): void {
  for (let i = 0; i < values.length; i++) values[i] = values[i]! * factor;
}

function negate(values: Float32Array): Float32Array {
  for (let i = 0; i < values.length; i++) values[i] = -values[i]!;
  return values;
}
