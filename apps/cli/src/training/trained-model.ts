import type { Model } from "@genericdp/model";
import { exportModel } from "@genericdp/training";
import type { Recipe } from "@genericdp/training";
import type { Checkpoint } from "./checkpoint.ts";

/** The model of a checkpoint, with its training record. */
export function trainedModel(recipe: Recipe, checkpoint: Checkpoint, validationImages: number): Model {
  const { state, minutes, data, start } = checkpoint;
  // The model itself contains its architecture.
  const { architecture: _, ...rest } = recipe;
  return exportModel(recipe, state, {
    recipe: rest,
    data: { ...data, validationImages },
    start: start ?? "plain",
    steps: state.step,
    minutes: Math.round(minutes * 10) / 10,
    best: state.best && { step: state.best.step, ...state.best.validation },
  });
}
