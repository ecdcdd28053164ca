import type { Degradations, TrainingImage } from "./degrade.ts";
import type { Recipe } from "./recipe.ts";
import type { TrainingState } from "./training-state.ts";
import type { TaskRunner } from "./worker-pool.ts";

/** What every leg of a run works with. */
export interface LegContext {
  readonly recipe: Recipe;
  readonly images: readonly TrainingImage[];
  readonly runner: TaskRunner;
  readonly degradations?: Degradations | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What one step of an optimiser came to. */
export interface LegStep extends Pick<TrainingState, "step" | "parameters" | "average"> {
  readonly optimizer: NonNullable<TrainingState["optimizer"]>;
  readonly loss: number;
  readonly gradient: Float64Array;
}
