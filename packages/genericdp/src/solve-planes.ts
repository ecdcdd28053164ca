import { waitFor } from "@genericdp/core";
import type { TensorWork } from "@genericdp/core";
import { hqs, paperSchedule, plugAndPlay } from "@genericdp/hqs";
import type { Hqs } from "@genericdp/hqs";
import type { Plane } from "@genericdp/image";
import type { GenericDP } from "@genericdp/model";
import { tensor4d } from "@tensorflow/tfjs-core";
import type { Degradation } from "./degradations.ts";
import { readLevels } from "./denoise-strips.ts";

/** How half-quadratic splitting uses the model. */
export type ScheduleName = "plugAndPlay" | "paper";

export interface SolvePlanesOptions {
  readonly degradation: Pick<Degradation, "operator" | "schedule">;
  readonly denoiser: GenericDP;
  readonly schedule: ScheduleName | undefined;
  readonly iterations: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** Called with the share of the work that is done. */
  readonly onProgress: ((fraction: number) => void) | undefined;
}

/** A plane as it was measured. */
export interface MeasuredPlane extends Plane {
  readonly noiseLevel: number;
}

/** The planes behind measured ones, one after the other. */
export function* solvePlanes(
  planes: readonly MeasuredPlane[],
  options: SolvePlanesOptions,
): TensorWork<Plane[]> {
  const { signal, onProgress } = options;
  const solved: Plane[] = [];
  for (const [p, { data, width, height, noiseLevel }] of planes.entries()) {
    const solver = solverOf(options, noiseLevel);
    const y = tensor4d(data, [1, height, width, 1]);
    try {
      // It computes on the backend that is current now.
      const solving = solver.restore(y, {
        signal,
        onIteration: ({ iteration, iterations }) =>
          onProgress?.((p + iteration / iterations) / planes.length),
      });
      const z = yield* waitFor(() => solving);
      const [, rows, columns] = z.shape;
      const found = new Float32Array(yield* readLevels(z));
      z.dispose();
      solved.push({ data: found, width: columns, height: rows });
    } finally {
      y.dispose();
    }
  }
  return solved;
}

function solverOf(
  {
    degradation: { operator, schedule: settings },
    denoiser,
    schedule = "plugAndPlay",
    iterations,
  }: SolvePlanesOptions,
  noiseLevel: number,
): Hqs {
  const length = iterations === undefined ? {} : { iterations };
  switch (schedule) {
    case "plugAndPlay":
      return hqs({ operator, denoiser, noiseLevel, schedule: plugAndPlay({ ...settings, ...length }) });
    case "paper":
      return hqs({ operator, denoiser, noiseLevel, schedule: paperSchedule(length) });
    default:
      throw new TypeError(
        `restore: expected schedule "plugAndPlay" or "paper", got ${JSON.stringify(schedule)}`,
      );
  }
}
