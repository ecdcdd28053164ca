import type { Arena } from "./arena.ts";
import { readFilterSums } from "./filter-layout.ts";
import { enterBackSignal, enterScale } from "./scale-image.ts";
import { blockSize, placeScale } from "./scale-layout.ts";
import type { PlacedScale } from "./scale-layout.ts";
import type { StageArrays, StageGradients } from "./stage-arrays.ts";
import type { StageModule } from "./stage-module.ts";
import { readTableSums, tableSize } from "./table-layout.ts";

/** A scale with what its gradient takes in addition. */
interface GradientScale extends PlacedScale {
  /** Sums over pixels and samples, of either sign as the kernel leaves them. */
  readonly filterSums: number;
  readonly filterSumsSize: number;
  readonly tableSums: number;
  readonly tableSumsSize: number;
  readonly g: number;
  readonly e: number;
}

/** Gradients of ⟨dy, u_t⟩ by every input. */
export function runGradient(
  module: StageModule,
  memory: Arena,
  stage: StageArrays,
  dy: Float32Array,
): StageGradients {
  const { batch, height, width } = stage;
  const pixels = height * width;
  const scales = stage.scales.map((scale, s) =>
    placeGradient(memory, placeScale(memory, scale, height, width, 2 ** s)),
  );
  const [x, e, dx] = [memory.allocate(pixels), memory.allocate(pixels), memory.allocate(pixels)];
  const gradients = {
    x: new Float32Array(batch * pixels),
    observation: new Float32Array(batch * pixels),
    reaction: new Float32Array(batch),
    gain: new Float32Array(batch),
  };
  for (let b = 0; b < batch; b++) {
    const sample = (values: Float32Array): Float32Array => values.subarray(b * pixels, (b + 1) * pixels);
    const gain = stage.gain[b] ?? 1;
    memory.view(x, pixels).set(sample(stage.x));
    gradients.reaction[b] = reactBack(
      stage.reaction[b] ?? 0,
      gain,
      sample(dy),
      sample(stage.x),
      sample(stage.observation),
      { observation: sample(gradients.observation), dx: memory.view(dx, pixels), e: memory.view(e, pixels) },
    );
    let gainSum = 0;
    for (const scale of scales) {
      enterScale(module, memory, scale, x, height, width, gain);
      enterBackSignal(module, scale, e, scale.e, height, width);
      gainSum += module.diffuseGradient(
        scale.padded,
        scale.e,
        scale.out,
        scale.height,
        scale.width,
        scale.stride,
        scale.size,
        scale.count,
        scale.offsets,
        scale.filters,
        scale.adjointFilters,
        scale.table,
        scale.tableSums,
        scale.pieces,
        scale.lookup,
        scale.z,
        scale.g,
        scale.filterSums,
      );
      module.foldSymmetric(scale.out, scale.coarse, scale.height, scale.width, scale.border, scale.stride);
      module.subtractReplicated(scale.coarse, scale.width, dx, height, width, scale.block, 1, 1);
    }
    gradients.gain[b] = -gainSum / gain;
    sample(gradients.x).set(memory.view(dx, pixels));
  }
  return { ...gradients, scales: scales.map((scale) => readSums(memory, scale)) };
}

function placeGradient(memory: Arena, scale: PlacedScale): GradientScale {
  const filterSumsSize = scale.count * scale.size ** 2 * 4;
  const tableSumsSize = tableSize(scale.count, scale.nodes);
  const filterSums = memory.allocate(filterSumsSize);
  const tableSums = memory.allocate(tableSumsSize);
  memory.view(filterSums, filterSumsSize).fill(0);
  memory.view(tableSums, tableSumsSize).fill(0);
  const [g, e] = [memory.allocate(blockSize(scale.count)), memory.allocate(scale.paddedSize)];
  return { ...scale, filterSums, filterSumsSize, tableSums, tableSumsSize, g, e };
}

/** The reaction term: fills the gradient by the observation, starts the one by x, and returns that by λ. */
function reactBack(
  weight: number,
  gain: number,
  back: Float32Array,
  x: Float32Array,
  f: Float32Array,
  out: { readonly observation: Float32Array; readonly dx: Float32Array; readonly e: Float32Array },
): number {
  let total = 0;
  for (let i = 0; i < back.length; i++) {
    const value = back[i]!;
    const damped = weight * value;
    out.observation[i] = damped;
    out.dx[i] = value - damped;
    // The diffusion term is φ/a: its back-signal comes divided by the gain.
    out.e[i] = value / gain;
    total -= value * (x[i]! - f[i]!);
  }
  return total;
}

/** The diffusion term is subtracted: so are its gradients. */
function readSums(memory: Arena, scale: GradientScale): StageGradients["scales"][number] {
  const filterSums = memory.view(scale.filterSums, scale.filterSumsSize);
  const tableSums = memory.view(scale.tableSums, scale.tableSumsSize);
  return {
    filters: negate(readFilterSums(filterSums, scale.trueCount, scale.size)),
    influence: negate(readTableSums(tableSums, scale.trueCount, scale.nodes)),
  };
}

function negate(values: Float32Array): Float32Array {
  for (let i = 0; i < values.length; i++) values[i] = -values[i]!;
  return values;
}
