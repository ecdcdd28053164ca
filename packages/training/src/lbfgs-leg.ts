import { lbfgs } from "@genericdp/optim";
import type { LbfgsState } from "@genericdp/optim";
import { batchGradient } from "./batch-gradient.ts";
import type { Leg } from "./leg.ts";
import type { LegContext, LegStep } from "./leg-step.ts";
import { samplePatches } from "./patch-sampler.ts";
import type { LbfgsPhase } from "./phase.ts";
import type { TrainingState } from "./training-state.ts";

/** Patches of all steps of Adam come before this one, which belongs to no step. */
const FIXED_SET = 2 ** 40;

/**
 * The rest of a leg by L-BFGS, on patches and noise that never change; it may end early where no step along
 * the search direction lowers the loss any more.
 */
export async function* lbfgsLeg(
  leg: Leg<LbfgsPhase>,
  from: TrainingState,
  { recipe, images, runner, degradations, signal }: LegContext,
): AsyncGenerator<LegStep, void, void> {
  const { phase, start } = leg;
  const patches = samplePatches(images, { ...recipe, batch: phase.batch }, FIXED_SET, degradations);
  const objective = async (x: Float64Array): Promise<{ value: number; gradient: Float64Array }> => {
    signal?.throwIfAborted();
    const { loss, gradient } = await batchGradient(recipe, leg, x, patches, runner);
    return { value: loss, gradient };
  };
  const resume =
    from.step > start && from.optimizer !== null && "pairs" in from.optimizer ? from.optimizer : undefined;
  const settings = { memory: phase.memory, iterations: phase.steps, ...(resume && { resume }) };
  for await (const state of lbfgs(objective, from.parameters, settings)) yield legStep(start, state);
}

function legStep(start: number, state: LbfgsState): LegStep {
  const { iteration, value: loss, gradient, x } = state;
  return { step: start + iteration, loss, gradient, parameters: x, average: x, optimizer: state };
}
