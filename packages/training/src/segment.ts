import type { Architecture } from "@genericdp/model";
import type { Degradations, TrainingImage } from "./degrade.ts";
import type { Phase } from "./phase.ts";
import type { Recipe } from "./recipe.ts";
import type { TrainingState } from "./training-state.ts";
import type { TaskRunner } from "./worker-pool.ts";

/** Consecutive steps of a run in which one optimizer trains the same stages. */
export interface Segment<P extends Phase = Phase> {
  readonly phase: P;
  /** Counted from the start of the run; the segment's steps are start + 1 … end. */
  readonly start: number;
  readonly end: number;
  /** The part of the model in use: the recipe's architecture, or its first stages. */
  readonly architecture: Architecture;
  /** Number of leading stages that are not trained. */
  readonly frozen: number;
}

/** The context of every segment of a run. */
export interface SegmentContext {
  readonly recipe: Recipe;
  readonly images: readonly TrainingImage[];
  readonly runner: TaskRunner;
  readonly degradations?: Degradations | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The result of one optimizer step. */
export interface SegmentStep extends Pick<TrainingState, "step" | "parameters" | "average"> {
  readonly optimizer: NonNullable<TrainingState["optimizer"]>;
  readonly loss: number;
  readonly gradient: Float64Array;
}

/** Splits a run into segments: one for a joint phase, one for each stage of a greedy phase. */
export function planSegments({ architecture, phases }: Pick<Recipe, "architecture" | "phases">): Segment[] {
  const segments: Segment[] = [];
  let start = 0;
  const add = (phase: Phase, stages: number, frozen: number): void => {
    const end = start + phase.steps;
    segments.push({ phase, start, end, architecture: { ...architecture, stages }, frozen });
    start = end;
  };
  for (const phase of phases) {
    if (phase.stages === "joint") add(phase, architecture.stages, 0);
    else for (let stage = 1; stage <= architecture.stages; stage++) add(phase, stage, stage - 1);
  }
  return segments;
}

/** Number of optimizer steps in a run. */
export function totalSteps(recipe: Pick<Recipe, "architecture" | "phases">): number {
  return planSegments(recipe).at(-1)!.end;
}
