import type { Arena } from "./arena.ts";
import { placeGradientScale, readFilters, readTable, runDiffusionGradient } from "./gradient-scale.ts";
import type { GradientScale } from "./gradient-scale.ts";
import { enterPlanes, readPlanes } from "./planes.ts";
import { stripJob } from "./run-strips.ts";
import { enterImage, interior } from "./scale-image.ts";
import { enterGain, placeScale } from "./scale-layout.ts";
import type { GainMapArrays, GainMapGradients } from "./stage-arrays.ts";
import type { StageModule } from "./stage-module.ts";
import { stripRows } from "./strip-rows.ts";
import type { StripRunner } from "./strip-runner.ts";

/** Writes A_g = a_g · exp(…) of every pixel into `out` `[batch, height, width, gains]`. */
export function runGainMap(runner: StripRunner, memory: Arena, map: GainMapArrays, out: Float32Array): void {
  const { batch, height, width, channels, gains } = map;
  const pixels = height * width;
  const rows = stripRows(height, runner.threads, map.scale.block);
  const scale = placeScale(memory, map.scale, { height, width, rows });
  const [x, y] = [memory.allocate(pixels * channels), memory.allocate(pixels * gains)];
  const run = stripJob(memory, runner, {
    height,
    width,
    channels,
    x,
    observation: 0,
    gains: 0,
    out: y,
    stripRows: rows,
    scales: [scale],
    weights: gains,
  });
  for (let b = 0; b < batch; b++) {
    enterPlanes(memory, x, map.x, b, pixels, channels);
    const own = map.gain.subarray(b * gains, (b + 1) * gains);
    run({ reactions: new Float32Array(channels), gains: [own[0]!], weights: own });
    readPlanes(memory, y, out, b, pixels, gains);
  }
}

/** Gradients of ⟨dy, A⟩ with respect to every input, for gray images. */
export function runGainMapGradient(
  module: StageModule,
  memory: Arena,
  map: GainMapArrays,
  dy: Float32Array,
): GainMapGradients {
  const { batch, height, width } = map;
  const pixels = height * width;
  const { block } = map.scale;
  const scale = placeGradientScale(memory, map.scale, { height, width, rows: height, gainMap: false });
  const [x, e, dx] = [memory.allocate(pixels), memory.allocate(pixels), memory.allocate(pixels)];
  const gradients = { x: new Float32Array(batch * pixels), gain: new Float32Array(batch) };
  for (let b = 0; b < batch; b++) {
    const sample = (values: Float32Array): Float32Array => values.subarray(b * pixels, (b + 1) * pixels);
    const gain = map.gain[b] ?? 1;
    memory.view(x, pixels).set(sample(map.x));
    const coarse = coarseGains(module, memory, scale, x, map, b);
    memory.view(e, pixels).set(sample(dy));
    module.blockSum(e, scale.coarse, height, width, block, 0);
    const back = memory.view(scale.coarse, coarse.length);
    // A is a times the exponential of a sum of ψ(a z); the kernel's sum is that of g (a z ψ' − ψ), and
    // Σ g ψ = Σ e log(A/a).
    let byGain = 0;
    for (let i = 0; i < coarse.length; i++) {
      back[i] = back[i]! * coarse[i]!;
      byGain += back[i]! * (1 + Math.log(coarse[i]! / gain));
    }
    module.padZeros(scale.coarse, scale.e, scale.height, scale.width, scale.border, scale.stride);
    memory.view(scale.dGains, scale.dGainsSize).fill(0);
    runDiffusionGradient(module, scale, false);
    const sums = memory.view(scale.dGains, scale.dGainsSize);
    gradients.gain[b] = sums.reduce((sum, value) => sum + value, byGain) / gain;
    memory.view(dx, pixels).fill(0);
    module.subtractReplicated(scale.coarse, scale.width, dx, height, width, block, 1, -1);
    sample(gradients.x).set(memory.view(dx, pixels));
  }
  return {
    ...gradients,
    filters: readFilters(memory, scale, scale.filterSums),
    influence: readTable(memory, scale),
    synthesis: readFilters(memory, scale, scale.backSums),
  };
}

/** The gain of each coarse pixel of sample `b`, whose image is at `x`; leaves image and gain entered. */
function coarseGains(
  module: StageModule,
  memory: Arena,
  scale: GradientScale,
  x: number,
  map: GainMapArrays,
  b: number,
): Float32Array {
  const gain = map.gain[b] ?? 1;
  enterImage(module, scale, x, map);
  enterGain(memory, scale, gain);
  module.diffuse(scale.record, scale.height, scale.workspace, 0);
  const { height, width, stride } = scale;
  const out = interior(memory, scale);
  const gains = new Float32Array(height * width);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      gains[row * width + column] = gain * Math.exp(out[row * stride + column]!);
    }
  }
  return gains;
}
