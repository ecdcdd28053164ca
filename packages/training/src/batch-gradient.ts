import { parameterCount } from "@genericdp/model";
import { assignFamilies, splitBatch } from "./patch-sampler.ts";
import type { PatchBatch } from "./patch-sampler.ts";
import type { Segment } from "./segment.ts";
import type { Recipe } from "./recipe.ts";
import type { TaskRunner } from "./worker-pool.ts";

/**
 * Mean loss of a batch and its gradient with respect to all parameters, which is zero for stages that are not
 * trained.
 */
export async function batchGradient(
  recipe: Recipe,
  { architecture, frozen }: Segment,
  parameters: Float64Array,
  batch: PatchBatch,
  runner: TaskRunner,
  step: number,
): Promise<{ loss: number; gradient: Float64Array }> {
  const { shards, margin, lossOffset } = recipe;
  const options = { margin, lossOffset, frozen };
  const used = Float32Array.from(parameters.subarray(0, parameterCount(architecture)));
  const parts = await Promise.all(
    assignFamilies(splitBatch(batch, shards), recipe, step).map((part) =>
      runner.run({ kind: "gradient", architecture, parameters: used, batch: part, options }),
    ),
  );
  const gradient = new Float64Array(parameters.length);
  for (const part of parts) {
    part.gradient.forEach((value, i) => (gradient[i] = gradient[i]! + value / batch.count));
  }
  return { loss: parts.reduce((sum, part) => sum + part.loss, 0) / batch.count, gradient };
}
