import { arena } from "./arena.ts";
import type { Arena } from "./arena.ts";
import { enterScale } from "./scale-image.ts";
import { placeScale } from "./scale-layout.ts";
import type { StageArrays, StageGradients } from "./stage-arrays.ts";
import { runGradient } from "./stage-gradient.ts";
import type { StageModule } from "./stage-module.ts";

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
    const sample = (values: Float32Array): Float32Array => values.subarray(b * pixels, (b + 1) * pixels);
    memory.view(x, pixels).set(sample(stage.x));
    memory.view(f, pixels).set(sample(stage.observation));
    module.react(x, f, y, stage.reaction[b] ?? 0, pixels);
    const gain = stage.gain[b] ?? 1;
    for (const scale of scales) {
      enterScale(module, memory, scale, x, height, width, gain);
      module.diffuse(
        scale.padded,
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
        scale.pieces,
        scale.lookup,
        scale.z,
      );
      const interior = scale.out + 4 * (scale.border * scale.stride + scale.border);
      module.subtractReplicated(interior, scale.stride, y, height, width, scale.block, 0, 1 / gain);
    }
    out.set(memory.view(y, pixels), b * pixels);
  }
}
