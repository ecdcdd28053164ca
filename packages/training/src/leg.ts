import type { Architecture } from "@genericdp/model";
import type { Phase } from "./phase.ts";
import type { Recipe } from "./recipe.ts";

/** A stretch of a run in which the same stages are trained by the same optimiser. */
export interface Leg<P extends Phase = Phase> {
  readonly phase: P;
  /** Of the whole run; the leg's steps are start + 1 … end. */
  readonly start: number;
  readonly end: number;
  /** The model as far as it is used: the recipe's, or its first stages. */
  readonly architecture: Architecture;
  /** Leading stages that are held fast. */
  readonly frozen: number;
}

/** A run cut into legs: one for a joint phase, one for each stage of a greedy one. */
export function planLegs({ architecture, phases }: Pick<Recipe, "architecture" | "phases">): Leg[] {
  const legs: Leg[] = [];
  let start = 0;
  const add = (phase: Phase, stages: number, frozen: number): void => {
    const end = start + phase.steps;
    legs.push({ phase, start, end, architecture: { ...architecture, stages }, frozen });
    start = end;
  };
  for (const phase of phases) {
    if (phase.stages === "joint") add(phase, architecture.stages, 0);
    else for (let stage = 1; stage <= architecture.stages; stage++) add(phase, stage, stage - 1);
  }
  return legs;
}

/** Optimiser steps of a whole run. */
export function totalSteps(recipe: Pick<Recipe, "architecture" | "phases">): number {
  return planLegs(recipe).at(-1)!.end;
}
