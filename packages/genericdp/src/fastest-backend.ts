import { BackendUnavailable, runOn, waitFor, withBackend } from "@genericdp/core";
import type { Backend, TensorWork } from "@genericdp/core";
import { genericDP } from "@genericdp/model";
import type { GenericDP, Model } from "@genericdp/model";
import { grayModel } from "@genericdp/model/gray";
import { zeros } from "@tensorflow/tfjs-core";
import type { Rank } from "@tensorflow/tfjs-core";
import { startBackend, useBackend } from "./use-backend.ts";

export interface FastestBackendOptions {
  /** Model whose first stage is timed. Default: the bundled gray model. */
  readonly model?: Model;
  /** Side of the square image that is timed, in pixels. Default: 256. */
  readonly side?: number;
}

/** Result of one candidate. */
export interface BackendTrial {
  readonly name: string;
  /** The shorter of two runs of one stage. */
  readonly milliseconds?: number;
  /** Why it cannot run here. */
  readonly unavailable?: string;
}

export interface BackendChoice {
  /** The fastest backend, started but not made the current one of tfjs. All others are released. */
  readonly backend: Backend;
  /** One for each candidate, in the same order. */
  readonly trials: readonly BackendTrial[];
  /** The choice and its reason, in one line. */
  readonly reason: string;
}

/**
 * Finds the fastest of several backends by running one stage on each. Backends that cannot run here are
 * skipped.
 *
 * @throws BackendUnavailable if none of them can run here, with the reason for each; RangeError without a
 *   candidate.
 * @example
 * ```ts
 * import { wasm } from "@genericdp/backend-wasm";
 * import { fastestBackend, restorer } from "genericdp";
 *
 * const { backend, reason } = await fastestBackend([wasm({ variant: "simd" }), wasm()]);
 * const session = restorer({ backend });
 * ```
 */
export async function fastestBackend(
  candidates: readonly Backend[],
  { model = grayModel(), side = 256 }: FastestBackendOptions = {},
): Promise<BackendChoice> {
  if (candidates.length === 0)
    throw new RangeError("fastestBackend: expected at least one backend, got none");
  const trials: BackendTrial[] = [];
  for (const backend of candidates) trials.push(await tryOut(backend, model, side));
  const best = Math.min(...trials.map(({ milliseconds = Infinity }) => milliseconds));
  const chosen = trials.findIndex(({ milliseconds }) => milliseconds === best);
  candidates.forEach((backend, i) => {
    if (i !== chosen) backend.release();
  });
  const backend = candidates[chosen];
  if (backend === undefined) {
    const reasons = trials.map(({ unavailable }) => unavailable).join("; ");
    throw new BackendUnavailable("fastestBackend", `expected one that runs here, got none: ${reasons}`);
  }
  await useBackend(backend);
  // Two candidates may extend the same tfjs backend, so the release of the other one may have removed
  // kernels.
  await startBackend(backend);
  return { backend, trials, reason: tell(trials, chosen) };
}

async function tryOut(backend: Backend, model: Model, side: number): Promise<BackendTrial> {
  const { name } = backend;
  try {
    const tfjsName = await useBackend(backend);
    const diffusion = withBackend(tfjsName, () => genericDP(model));
    try {
      const time = (): Promise<number> => runOn(tfjsName, timeStage(diffusion, side));
      // Compilation and uploads, which happen only once, do not count.
      await time();
      return { name, milliseconds: Math.min(await time(), await time()) };
    } finally {
      diffusion.dispose();
    }
  } catch (error) {
    return { name, unavailable: error instanceof Error ? error.message : String(error) };
  }
}

function* timeStage(diffusion: GenericDP, side: number): TensorWork<number> {
  const { min, max } = diffusion.noiseRange;
  const x = zeros<Rank.R4>([1, side, side, 1]);
  try {
    const start = performance.now();
    const u = diffusion.stage(x, x, 1, (min + max) / 2);
    // On a GPU, it has not run until its result is available.
    yield* waitFor(() => u.data());
    u.dispose();
    return performance.now() - start;
  } finally {
    x.dispose();
  }
}

function tell(trials: readonly BackendTrial[], chosen: number): string {
  const told = trials.map(({ name, milliseconds, unavailable }) =>
    milliseconds === undefined
      ? `${name} cannot run here (${unavailable})`
      : `${name} ${milliseconds.toFixed(1)} ms`,
  );
  return `${trials[chosen]!.name}: the fastest of ${told.join(", ")}`;
}
