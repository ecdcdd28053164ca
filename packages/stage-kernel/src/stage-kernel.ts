import { arena } from "./arena.ts";
import type { Arena } from "./arena.ts";
import { runGainMap, runGainMapGradient } from "./gain-map-kernel.ts";
import { imageRange } from "./image-range.ts";
import { stripJob } from "./run-strips.ts";
import { placeScale } from "./scale-layout.ts";
import type { GainMapArrays, GainMapGradients, StageArrays, StageGradients } from "./stage-arrays.ts";
import { runGradient } from "./stage-gradient.ts";
import type { StageModule } from "./stage-module.ts";
import { serialRunner } from "./strip-runner.ts";
import type { StripRunner } from "./strip-runner.ts";

/** The fused diffusion stage over plain arrays: no map of filter responses ever stands in memory. */
export interface StageKernel {
  /** Whether it takes images of several channels, several gains and reaction maps; or gray ones alone. */
  readonly severalChannels: boolean;
  /** Writes u_t into `out` `[batch, height, width, channels]`. */
  forward(stage: StageArrays, out: Float32Array): void;
  /** Gradients of ⟨dy, u_t⟩ by every input; `dy` `[batch, height, width, channels]`. */
  gradient(stage: StageArrays, dy: Float32Array): StageGradients;
  /** Writes the gains of every pixel into `out` `[batch, height, width, gains]`. */
  gainMap(map: GainMapArrays, out: Float32Array): void;
  /** Gradients of ⟨dy, gain map⟩ by every ingredient; `dy` `[batch, height, width, gains]`. */
  gainMapGradient(map: GainMapArrays, dy: Float32Array): GainMapGradients;
}

export interface StageKernelOptions {
  /** Who works on the strips of forward and gainMap; the caller's thread unless given. */
  readonly runner?: StripRunner;
  /** Bytes at the start of the module's memory that are not the kernel's. */
  readonly reserved?: number;
  /** Whether `forward` may use 16-bit products. */
  readonly fixed?: boolean;
}

export function stageKernel(
  module: StageModule,
  { runner = serialRunner(module), reserved = 0, fixed = false }: StageKernelOptions = {},
): StageKernel {
  const memory = arena(module.memory, reserved);
  /** What the call before left in memory is gone. */
  const fresh = (): Arena => {
    memory.reset();
    return memory;
  };
  return {
    severalChannels: false,
    forward: (stage, out) => runForward({ module, runner, fixed }, fresh(), stage, out),
    gradient: (stage, dy) => runGradient(module, fresh(), stage, dy),
    gainMap: (map, out) => runGainMap(runner, fresh(), map, out),
    gainMapGradient: (map, dy) => runGainMapGradient(module, fresh(), map, dy),
  };
}

interface ForwardMeans {
  readonly module: StageModule;
  readonly runner: StripRunner;
  readonly fixed: boolean;
}

function runForward(
  { module, runner, fixed }: ForwardMeans,
  memory: Arena,
  stage: StageArrays,
  out: Float32Array,
): void {
  const { batch, height, width } = stage;
  const pixels = height * width;
  const { gainMap } = stage;
  const scales = stage.scales.map((scale) => placeScale(memory, scale, { height, width, fixed }));
  const [x, f, y] = [memory.allocate(pixels), memory.allocate(pixels), memory.allocate(pixels)];
  const gains = gainMap ? memory.allocate(pixels) : 0;
  const run = stripJob(memory, runner, { height, width, scales, gainMap });
  for (let b = 0; b < batch; b++) {
    const sample = (values: Float32Array): Float32Array => values.subarray(b * pixels, (b + 1) * pixels);
    memory.view(x, pixels).set(sample(stage.x));
    memory.view(f, pixels).set(sample(stage.observation));
    if (gainMap) memory.view(gains, pixels).set(sample(stage.gain));
    const gain = gainMap ? 1 : (stage.gain[b] ?? 1);
    const reaction = stage.reaction[b] ?? 0;
    if (fixed) {
      const range = imageRange(module, { x, gains, gain, pixels });
      for (const { whole } of scales) whole?.enter(range, gain);
    }
    run({ x, observation: f, gains, out: y, reaction, gain, weight: 1 / gain });
    out.set(memory.view(y, pixels), b * pixels);
  }
}
