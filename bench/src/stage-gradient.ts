import { measure } from "./measure.ts";
import type { Contender } from "./measure.ts";
import type { Report } from "./report.ts";
import { findTfjsNode } from "./tfjs-node.ts";
import { trainerProcesses } from "./trainer-processes.ts";
import type { TrainerProcesses } from "./trainer-processes.ts";
import type { Engine } from "./trainer.ts";
import { runnableVariants } from "./variants.ts";
import { multiplyAdds, plainStages } from "./workload.ts";

const SIDE = 90;
const CORES = 2;
const MODEL = { stages: 8, count: 48, size: 7 };
/** Minimum speed-up of the fastest variant over the same stages composed of tfjs ops. */
const BAR = 15;

/**
 * All stages forward and backward on two cores: fused, and composed on every available tfjs backend. For each
 * engine, one process per core trains on its own patches. tfjs-node is multi-threaded, so it also runs as a
 * single process on both cores.
 */
export async function stageGradient(repetitions = 9): Promise<Report> {
  const started: TrainerProcesses[] = [];
  const contend = async (engine: Engine, { patches = 1, size = CORES, once = false }): Promise<Contender> => {
    const stages = plainStages(MODEL, patches, SIDE, SIDE);
    const processes = await trainerProcesses(size, CORES, { engine, stages });
    started.push(processes);
    const { train, spent } = processes;
    const name = `${processes.name}, ${size} ${size === 1 ? "process" : "processes"}`;
    return { name, units: size * patches, once, run: train, spent };
  };
  const fused: Contender[] = [];
  for (const variant of runnableVariants()) fused.push(await contend(variant, { patches: 4 }));
  const composed = [await contend("wasm", {})];
  if (findTfjsNode() !== undefined) {
    composed.push(await contend("tensorflow", {}), await contend("tensorflow", { size: 1 }));
  }
  composed.push(await contend("cpu", { once: true }));

  const timings = await measure([...fused, ...composed], repetitions);
  for (const processes of started) processes.close();

  const [ours, theirs] = [timings.slice(0, fused.length), timings.slice(fused.length)];
  const best = Math.min(...ours.map((timing) => timing.median));
  const wallBest = Math.min(...ours.map((timing) => timing.wallMedian));
  // Forward: a correlation and its adjoint. Backward: two correlations, an adjoint, and two products for the
  // filters.
  const work = (2 + 5) * multiplyAdds(MODEL, SIDE ** 2);
  const bank = `${MODEL.count} filters ${MODEL.size}×${MODEL.size}`;
  return {
    name: "stage-gradient",
    measures:
      `${MODEL.stages} stages of ${bank} on a patch of ${SIDE}×${SIDE} pixels, forward and gradient, ` +
      `on ${CORES} cores`,
    rows: timings.map(({ name, median, times, wallMedian, wallTimes }) => ({
      name,
      milliseconds: median,
      "GMAC/s": work / median / 1e6,
      "times as long as fused": median / best,
      "patches/s by the clock": 1000 / wallMedian,
      "times as long by the clock": wallMedian / wallBest,
      times,
      wallTimes,
    })),
    notes: [
      "what is by the clock holds where nothing else runs, the rest is of processor time",
      ...(findTfjsNode() === undefined ? ["tfjs-node was not found: not compared with"] : []),
    ],
    bar: {
      text: `fused at least ${BAR} times as fast as composed on the fastest of tfjs's backends`,
      held: Math.min(...theirs.map((timing) => timing.median)) / best >= BAR,
    },
  };
}
