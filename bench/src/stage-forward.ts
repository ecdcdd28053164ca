import { wasm } from "@genericdp/backend-wasm";
import { composedStage, diffusionStage } from "@genericdp/core";
import type { StageInputs } from "@genericdp/core";
import { tidy } from "@tensorflow/tfjs-core";
import { measure } from "./measure.ts";
import type { Report } from "./report.ts";
import { runnableVariants } from "./variants.ts";
import { multiplyAdds, plainStages, toInputs } from "./workload.ts";

const SIDE = 512;
const MODEL = { stages: 8, count: 48, size: 7 };
/** The fused kernel must be this much faster than the same stages composed of tfjs's own ops. */
const BAR = 8;

/** All stages on one image, composed of tfjs ops and fused, both on tfjs's WebAssembly backend. */
export async function stageForward(repetitions = 3): Promise<Report> {
  const variants = runnableVariants();
  await wasm({ variant: "simd" }).activate();
  const stages = plainStages(MODEL, 1, SIDE, SIDE).map(toInputs);
  const denoise = (stage: (inputs: StageInputs) => StageInputs["x"]): void =>
    tidy(() => {
      stages.reduce((x, inputs) => stage({ ...inputs, x }), stages[0]!.x).dataSync();
    });
  const timings = await measure(
    [
      { name: "composed of tfjs ops", run: () => denoise(composedStage) },
      ...variants.map((variant) => ({
        name: `fused, ${variant}`,
        prepare: () => wasm({ variant }).activate(),
        run: () => denoise(diffusionStage),
      })),
    ],
    repetitions,
  );
  const composed = timings[0]!.median;
  // The correlation with the filters and its adjoint.
  const work = 2 * multiplyAdds(MODEL, SIDE ** 2);
  const slowest = Math.max(...timings.slice(1).map((timing) => timing.median));
  const bank = `${MODEL.count} filters ${MODEL.size}×${MODEL.size}`;
  return {
    name: "stage-forward",
    measures: `${MODEL.stages} stages of ${bank} on ${SIDE}×${SIDE} pixels`,
    rows: timings.map(({ name, median, times }) => ({
      name,
      milliseconds: median,
      "GMAC/s": work / median / 1e6,
      "MP/s": SIDE ** 2 / median / 1e3,
      "times as fast": composed / median,
      times,
    })),
    bar: { text: `each variant at least ${BAR} times as fast as composed`, held: composed / slowest >= BAR },
  };
}
