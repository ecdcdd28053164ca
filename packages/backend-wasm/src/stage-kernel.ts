import { arena } from "./arena.ts";
import type { Arena } from "./arena.ts";
import { placeScale } from "./scale-layout.ts";
import type { PlacedScale } from "./scale-layout.ts";
import type { StageModule } from "./stage-module.ts";

/** One scale of a stage in plain arrays; see core's StageScale. */
export interface ScaleArrays {
  /** `[count, size, size]`. */
  readonly filters: Float32Array;
  readonly count: number;
  readonly size: number;
  /** `[count, nodes]`. */
  readonly influence: Float32Array;
  readonly nodes: number;
  readonly radius: number;
}

/** A stage in plain arrays; see core's StageInputs. */
export interface StageArrays {
  readonly batch: number;
  readonly height: number;
  readonly width: number;
  /** `[batch, height, width]`, as is `observation`. */
  readonly x: Float32Array;
  readonly observation: Float32Array;
  /** `[batch]`, as is `gain`. */
  readonly reaction: Float32Array;
  readonly gain: Float32Array;
  readonly scales: readonly ScaleArrays[];
}

/** Gradients, laid out like the inputs they belong to. */
export interface StageGradients {
  readonly x: Float32Array;
  readonly observation: Float32Array;
  readonly reaction: Float32Array;
  readonly gain: Float32Array;
  readonly scales: readonly { readonly filters: Float32Array; readonly influence: Float32Array }[];
}

/** The fused diffusion stage over plain arrays: no map of filter responses ever stands in memory. */
export interface StageKernel {
  /** Writes u_t into `out` `[batch, height, width]`. */
  forward(stage: StageArrays, out: Float32Array): void;
  /** Gradients of ⟨dy, u_t⟩ by every input; `dy` `[batch, height, width]`. */
  gradient(stage: StageArrays, dy: Float32Array): StageGradients;
}

export function stageKernel(module: StageModule): StageKernel {
  const memory = arena(module.memory);
  return {
    forward: (stage, out) => {
      memory.reset();
      runForward(module, memory, stage, out);
    },
    gradient: (stage, dy) => {
      memory.reset();
      return runGradient(module, memory, stage, dy);
    },
  };
}

function runForward(module: StageModule, memory: Arena, stage: StageArrays, out: Float32Array): void {
  const { batch, height, width } = stage;
  const pixels = height * width;
  const scales = stage.scales.map((scale, s) => placeScale(memory, scale, height, width, 2 ** s));
  const [x, f, y] = [memory.allocate(pixels), memory.allocate(pixels), memory.allocate(pixels)];
  for (let b = 0; b < batch; b++) {
    const sample = sampleOf(b, pixels);
    memory.view(x, pixels).set(sample(stage.x));
    memory.view(f, pixels).set(sample(stage.observation));
    module.react(x, f, y, stage.reaction[b] ?? 0, pixels);
    for (const scale of scales) {
      const { place, stride, coarse } = enterScale(module, scale, x, stage, stage.gain[b] ?? 1);
      module.diffuse(
        scale.padded, scale.out, coarse.height, coarse.width, stride, scale.size, scale.count,
        scale.filters, scale.adjointFilters, scale.table, scale.tableStride, ...place, scale.z, scale.taps,
      );
      const interior = scale.out + 4 * (scale.border * stride + scale.border);
      module.subtractReplicated(interior, stride, y, height, width, scale.block, 0);
    }
    out.set(memory.view(y, pixels), b * pixels);
  }
}

function runGradient(module: StageModule, memory: Arena, stage: StageArrays, dy: Float32Array): StageGradients {
  const { batch, height, width } = stage;
  const pixels = height * width;
  const scales = stage.scales.map((scale, s) => {
    const placed = placeScale(memory, scale, height, width, 2 ** s);
    const sums = memory.allocate(placed.count * placed.tapStride * 4);
    const dTable = memory.allocate(placed.count * placed.tableStride);
    memory.view(sums, placed.count * placed.tapStride * 4).fill(0);
    memory.view(dTable, placed.count * placed.tableStride).fill(0);
    return { ...placed, sums, dTable, g: memory.allocate(placed.count * 64), e: memory.allocate(placed.paddedSize) };
  });
  const [x, e, dx] = [memory.allocate(pixels), memory.allocate(pixels), memory.allocate(pixels)];
  const gradients = {
    x: new Float32Array(batch * pixels),
    observation: new Float32Array(batch * pixels),
    reaction: new Float32Array(batch),
    gain: new Float32Array(batch),
  };
  for (let b = 0; b < batch; b++) {
    const sample = sampleOf(b, pixels);
    const [back, estimate, observation] = [sample(dy), sample(stage.x), sample(stage.observation)];
    const weight = stage.reaction[b] ?? 0;
    const gain = stage.gain[b] ?? 1;
    const damped = sample(gradients.observation);
    let dReaction = 0;
    for (let i = 0; i < pixels; i++) {
      damped[i] = weight * back[i]!;
      dReaction -= back[i]! * (estimate[i]! - observation[i]!);
    }
    gradients.reaction[b] = dReaction;
    memory.view(x, pixels).set(estimate);
    memory.view(e, pixels).set(back);
    memory.view(dx, pixels).set(back);
    let dGain = 0;
    for (const scale of scales) {
      const { place, stride, coarse } = enterScale(module, scale, x, stage, gain);
      module.blockSum(e, scale.coarse, height, width, scale.block, 0);
      module.padZeros(scale.coarse, scale.e, coarse.height, coarse.width, scale.border, stride);
      dGain -= module.diffuseGradient(
        scale.padded, scale.e, scale.out, coarse.height, coarse.width, stride, scale.size, scale.count,
        scale.filters, scale.adjointFilters, scale.table, scale.dTable, scale.tableStride, ...place, scale.slopeScale,
        scale.z, scale.g, scale.taps, scale.sums, scale.tapStride,
      );
      module.foldSymmetric(scale.out, scale.coarse, coarse.height, coarse.width, scale.border, stride);
      module.subtractReplicated(scale.coarse, coarse.width, dx, height, width, scale.block, 1);
    }
    gradients.gain[b] = dGain / gain;
    const result = sample(gradients.x);
    const view = memory.view(dx, pixels);
    for (let i = 0; i < pixels; i++) result[i] = view[i]! - damped[i]!;
  }
  return {
    ...gradients,
    scales: scales.map((scale) => ({
      filters: collectFilters(memory, scale, scale.sums),
      influence: collectTable(memory, scale, scale.dTable),
    })),
  };
}

/** Brings the block mean of the image at `x`, bordered, into a scale's workspace. */
function enterScale(
  module: StageModule, scale: PlacedScale, x: number, { height, width }: StageArrays, gain: number,
): { place: [number, number, number, number]; stride: number; coarse: { height: number; width: number } } {
  const coarse = { height: scale.height, width: scale.width };
  module.blockSum(x, scale.coarse, height, width, scale.block, 1);
  module.padSymmetric(scale.coarse, scale.padded, coarse.height, coarse.width, scale.border, scale.stride);
  const pieces = scale.nodes - 1;
  // One node was added on the left of the table; see assembly/influence.ts.
  return { place: [gain * scale.slopeScale, pieces / 2 + 1, pieces + 2, 1 / gain], stride: scale.stride, coarse };
}

function sampleOf(b: number, pixels: number): (values: Float32Array) => Float32Array {
  return (values) => values.subarray(b * pixels, (b + 1) * pixels);
}

/** Sums the four lanes of each tap; the sign is that of −⟨dy, diffusion term⟩. */
function collectFilters(memory: Arena, scale: PlacedScale, sums: number): Float32Array {
  const taps = scale.size ** 2;
  const lanes = memory.view(sums, scale.count * scale.tapStride * 4);
  return Float32Array.from({ length: scale.trueCount * taps }, (_, i) => {
    const at = (Math.floor(i / taps) * scale.tapStride + (i % taps)) * 4;
    return -(lanes[at]! + lanes[at + 1]! + lanes[at + 2]! + lanes[at + 3]!);
  });
}

/** Gives what fell on the clamping nodes at both ends to the end nodes. */
function collectTable(memory: Arena, scale: PlacedScale, dTable: number): Float32Array {
  const { nodes, tableStride, trueCount } = scale;
  const rows = memory.view(dTable, scale.count * tableStride);
  const out = new Float32Array(trueCount * nodes);
  for (let i = 0; i < trueCount; i++) {
    const row = rows.subarray(i * tableStride, (i + 1) * tableStride);
    for (let j = 0; j < nodes; j++) out[i * nodes + j] = -row[j + 1]!;
    out[i * nodes] = out[i * nodes]! - row[0]!;
    out[(i + 1) * nodes - 1] = out[(i + 1) * nodes - 1]! - row[nodes + 1]! - row[nodes + 2]!;
  }
  return out;
}
