import { waitFor } from "@genericdp/core";
import type { TensorWork } from "@genericdp/core";
import { hqs, paperSchedule, plugAndPlay } from "@genericdp/hqs";
import type { Hqs } from "@genericdp/hqs";
import type { GenericDP } from "@genericdp/model";
import { tensor4d } from "@tensorflow/tfjs-core";
import type { Degradation } from "./degradations.ts";
import { readLevels } from "./denoise-strips.ts";
import type { Plane } from "./self-ensemble.ts";

/** How half-quadratic splitting uses the model. */
export type ScheduleName = "plugAndPlay" | "paper";

export interface SolvePlanesOptions {
  readonly degradation: Pick<Degradation, "operator" | "schedule">;
  readonly denoiser: GenericDP;
  readonly noiseLevel: number;
  readonly schedule: ScheduleName | undefined;
  readonly iterations: number | undefined;
  readonly signal: AbortSignal | undefined;
  /** Called with the share of the work that is done. */
  readonly onProgress: ((fraction: number) => void) | undefined;
}

/** The planes of `width × height` gray levels behind measured ones, one after the other. */
export function* solvePlanes(
  planes: readonly Float32Array[],
  { width, height }: { readonly width: number; readonly height: number },
  options: SolvePlanesOptions,
): TensorWork<Plane[]> {
  const { signal, onProgress } = options;
  const solver = solverOf(options);
  const solved: Plane[] = [];
  for (const [p, plane] of planes.entries()) {
    const y = tensor4d(plane, [1, height, width, 1]);
    try {
      // It computes on the backend that is current now.
      const solving = solver.restore(y, {
        signal,
        onIteration: ({ iteration, iterations }) =>
          onProgress?.((p + iteration / iterations) / planes.length),
      });
      const z = yield* waitFor(() => solving);
      const [, rows, columns] = z.shape;
      const data = new Float32Array(yield* readLevels(z));
      z.dispose();
      solved.push({ data, width: columns, height: rows });
    } finally {
      y.dispose();
    }
  }
  return solved;
}

function solverOf({
  degradation: { operator, schedule: settings },
  denoiser,
  noiseLevel,
  schedule = "plugAndPlay",
  iterations,
}: SolvePlanesOptions): Hqs {
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
