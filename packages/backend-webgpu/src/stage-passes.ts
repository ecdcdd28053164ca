import type { GainMapInputs, StageInputs } from "@genericdp/core";
import type { TensorInfo } from "@tensorflow/tfjs-core";
import type { GpuKernel } from "./gpu-kernel.ts";
import { gridOf } from "./pass.ts";
import type { Pass } from "./pass.ts";
import type { ShaderVariant } from "./shader/variant.ts";

/** The parameters of the shaders of a stage, finest scale first. */
export function stageVariants({ gain, scales }: StageInputs, halves: boolean): ShaderVariant[] {
  return scales.map(({ filters }, s) => ({
    size: filters.shape[1],
    output: s === 0 ? "stage" : "term",
    gains: gain.rank === 4,
    coarser: s < scales.length - 1,
    halves,
  }));
}

/** u_t, in one pass per scale, the coarsest first; each adds the sum of the previous one. */
export function runStage(kernel: GpuKernel, inputs: StageInputs): TensorInfo {
  const { x, observation, reaction, gain, scales } = inputs;
  const [batch, height, width] = x.shape;
  const variants = stageVariants(inputs, kernel.halves);
  const passes: Pass[] = [];
  const sums: TensorInfo[] = [];
  let out = kernel.allocate(x.shape);
  const result = out;
  scales.forEach(({ block, filters, influence, radius }, s) => {
    const image = { batch, height, width, block };
    const variant = variants[s]!;
    const { rows, columns } = gridOf({ ...image, block: 2 * block });
    const coarser = variant.coarser ? kernel.allocate([batch, rows, columns, 1]) : undefined;
    passes.unshift({
      ...image,
      variant,
      tensors: {
        x,
        gain,
        filters,
        out,
        table: influence,
        ...(s === 0 && { observation, reaction }),
        ...(coarser && { coarser }),
      },
      count: filters.shape[0],
      nodes: influence.shape[1],
      radius,
    });
    if (coarser === undefined) return;
    sums.push(coarser);
    out = coarser;
  });
  return kernel.run(passes, result, sums);
}

export function gainMapVariant({ filters }: GainMapInputs): ShaderVariant {
  return { size: filters.shape[1], output: "gainMap", gains: false, coarser: false, halves: false };
}

/** The gain of every pixel, in one pass. */
export function runGainMap(kernel: GpuKernel, inputs: GainMapInputs): TensorInfo {
  const { x, gain, block, filters, influence, synthesis, radius } = inputs;
  const [batch, height, width] = x.shape;
  const out = kernel.allocate(x.shape);
  const pass: Pass = {
    batch,
    height,
    width,
    radius,
    block,
    variant: gainMapVariant(inputs),
    tensors: { x, gain, filters, synthesis, out, table: influence },
    count: filters.shape[0],
    nodes: influence.shape[1],
  };
  return kernel.run([pass], out);
}
