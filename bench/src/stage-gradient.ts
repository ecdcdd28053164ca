import { instantiateStageModule, stageKernel } from "@genericdp/backend-wasm";
import type { StageArrays, StageKernel } from "@genericdp/backend-wasm";
import { measure } from "./measure.ts";
import type { Contender } from "./measure.ts";
import type { Report } from "./report.ts";
import { runnableVariants } from "./variants.ts";
import { multiplyAdds, plainStages } from "./workload.ts";

const SIDE = 90;
const PATCHES = 4;
const MODEL = { stages: 8, count: 48, size: 7 };

/** What training does to a patch: all stages forward, then the gradient of each from last to first. */
export async function stageGradient(repetitions = 9): Promise<Report> {
  const stages = plainStages(MODEL, PATCHES, SIDE, SIDE);
  const contenders: Contender[] = [];
  for (const variant of runnableVariants()) {
    const kernel = stageKernel(await instantiateStageModule(variant));
    contenders.push({ name: `fused, ${variant}`, run: () => trainOnce(kernel, stages) });
  }
  const timings = await measure(contenders, repetitions);
  // Forward a correlation and its adjoint; backward two, an adjoint and two products for the filters.
  const work = (2 + 5) * multiplyAdds(MODEL, PATCHES * SIDE ** 2);
  const bank = `${MODEL.count} filters ${MODEL.size}×${MODEL.size}`;
  return {
    name: "stage-gradient",
    measures: `${MODEL.stages} stages of ${bank} on patches of ${SIDE}×${SIDE} pixels, forward and gradient`,
    rows: timings.map(({ name, median, times }) => ({
      name,
      milliseconds: median / PATCHES,
      "GMAC/s": work / median / 1e6,
      "patches/s": (1000 * PATCHES) / median,
      times: times.map((time) => time / PATCHES),
    })),
  };
}

function trainOnce(kernel: StageKernel, stages: readonly StageArrays[]): void {
  const inputs: StageArrays[] = [];
  let { x } = stages[0]!;
  for (const stage of stages) {
    inputs.push({ ...stage, x });
    const out = new Float32Array(x.length);
    kernel.forward({ ...stage, x }, out);
    x = out;
  }
  let back = x;
  for (const stage of inputs.toReversed()) back = kernel.gradient(stage, back).x;
}
