import { arena } from "./arena.ts";
import type { Arena } from "./arena.ts";
import { runGainMap, runGainMapGradient } from "./gain-map-kernel.ts";
import { interior, runDiffusion } from "./run-diffusion.ts";
import { enterGain, enterGainMap, enterImage } from "./scale-image.ts";
import { placeScale } from "./scale-layout.ts";
import type { GainMapArrays, GainMapGradients, StageArrays, StageGradients } from "./stage-arrays.ts";
import { runGradient } from "./stage-gradient.ts";
import type { StageModule } from "./stage-module.ts";

/** The fused diffusion stage over plain arrays: no map of filter responses ever stands in memory. */
export interface StageKernel {
  /** Writes u_t into `out` `[batch, height, width]`. */
  forward(stage: StageArrays, out: Float32Array): void;
  /** Gradients of ⟨dy, u_t⟩ by every input; `dy` `[batch, height, width]`. */
  gradient(stage: StageArrays, dy: Float32Array): StageGradients;
  /** Writes the gain of every pixel into `out` `[batch, height, width]`. */
  gainMap(map: GainMapArrays, out: Float32Array): void;
  /** Gradients of ⟨dy, gain map⟩ by every ingredient; `dy` `[batch, height, width]`. */
  gainMapGradient(map: GainMapArrays, dy: Float32Array): GainMapGradients;
}

export function stageKernel(module: StageModule): StageKernel {
  const memory = arena(module.memory);
  /** What the call before left in memory is gone. */
  const fresh = (): Arena => {
    memory.reset();
    return memory;
  };
  return {
    forward: (stage, out) => runForward(module, fresh(), stage, out),
    gradient: (stage, dy) => runGradient(module, fresh(), stage, dy),
    gainMap: (map, out) => runGainMap(module, fresh(), map, out),
    gainMapGradient: (map, dy) => runGainMapGradient(module, fresh(), map, dy),
  };
}

function runForward(module: StageModule, memory: Arena, stage: StageArrays, out: Float32Array): void {
  const { batch, height, width } = stage;
  const pixels = height * width;
  const gainMap = stage.gain.length > batch;
  const scales = stage.scales.map((scale, s) =>
    placeScale(memory, scale, { height, width, block: 2 ** s, gainMap }),
  );
  const [x, f, y] = [memory.allocate(pixels), memory.allocate(pixels), memory.allocate(pixels)];
  const gains = gainMap ? memory.allocate(pixels) : 0;
  for (let b = 0; b < batch; b++) {
    const sample = (values: Float32Array): Float32Array => values.subarray(b * pixels, (b + 1) * pixels);
    memory.view(x, pixels).set(sample(stage.x));
    memory.view(f, pixels).set(sample(stage.observation));
    if (gainMap) memory.view(gains, pixels).set(sample(stage.gain));
    module.react(x, f, y, stage.reaction[b] ?? 0, pixels);
    const gain = stage.gain[b] ?? 1;
    const weight = gainMap ? 1 : 1 / gain;
    for (const scale of scales) {
      enterImage(module, scale, x, stage);
      if (gainMap) enterGainMap(module, scale, gains, stage);
      else enterGain(memory, scale, gain);
      runDiffusion(module, scale);
      module.subtractReplicated(interior(scale), scale.stride, y, height, width, scale.block, 0, weight);
    }
    out.set(memory.view(y, pixels), b * pixels);
  }
}
