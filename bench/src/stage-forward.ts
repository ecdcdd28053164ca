import { wasm } from "@genericdp/backend-wasm";
import type { SimdVariant } from "@genericdp/stage-kernel";
import { composedStage, diffusionStage } from "@genericdp/core";
import type { Backend, StageInputs } from "@genericdp/core";
import { tidy } from "@tensorflow/tfjs-core";
import { measure } from "./measure.ts";
import type { Report } from "./report.ts";
import { runnableVariants } from "./variants.ts";
import { multiplyAdds, plainStages, toInputs } from "./workload.ts";

const SIDE = 512;
const MODEL = { stages: 8, count: 48, size: 7 };
/** Minimum speed-up of the fused kernel over the same stages composed of tfjs ops. */
const BAR = 8;
/** Minimum speed-up of two threads over one, in wall-clock time. */
const THREADS_BAR = 1.8;

let active: Backend | undefined;

/** Only one variant is active at a time, so that another's threads do not interfere. */
async function activate(variant: SimdVariant, threads: number): Promise<void> {
  active?.release();
  active = wasm({ variant, threads });
  await active.activate();
  // Give its threads time to start.
  await new Promise((resolve) => setTimeout(resolve, 300));
}

/** All stages on one image, composed of tfjs ops and fused, both on tfjs's WebAssembly backend. */
export async function stageForward(repetitions = 3): Promise<Report> {
  const variants = runnableVariants();
  await activate("simd", 1);
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
        prepare: () => activate(variant, 1),
        run: () => denoise(diffusionStage),
      })),
      ...variants.slice(-1).map((variant) => ({
        name: `fused, ${variant}, 2 threads`,
        prepare: () => activate(variant, 2),
        run: () => denoise(diffusionStage),
      })),
    ],
    repetitions,
  );
  const [composed, ...fused] = timings;
  // The correlation with the filters and its adjoint.
  const work = 2 * multiplyAdds(MODEL, SIDE ** 2);
  const slowest = Math.max(...fused.map(({ median }) => median));
  const [one, two] = fused.slice(-2);
  const bank = `${MODEL.count} filters ${MODEL.size}×${MODEL.size}`;
  return {
    name: "stage-forward",
    measures: `${MODEL.stages} stages of ${bank} on ${SIDE}×${SIDE} pixels`,
    rows: timings.map(({ name, median, wallMedian, times, wallTimes }) => ({
      name,
      milliseconds: median,
      "GMAC/s": work / median / 1e6,
      "times as fast": composed!.median / median,
      "milliseconds by the clock": wallMedian,
      "MP/s by the clock": SIDE ** 2 / wallMedian / 1e3,
      times,
      wallTimes,
    })),
    bar: {
      text:
        `each variant at least ${BAR} times as fast as composed, in processor time; ` +
        `two threads at least ${THREADS_BAR} times as fast as one, by the clock`,
      held: composed!.median / slowest >= BAR && one!.wallMedian / two!.wallMedian >= THREADS_BAR,
    },
  };
}
