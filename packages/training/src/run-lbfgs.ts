import { lbfgs } from "@genericdp/optim";
import type { LbfgsState } from "@genericdp/optim";
import { batchGradient } from "./batch-gradient.ts";
import type { Segment, SegmentContext, SegmentStep } from "./segment.ts";
import { samplePatches } from "./patch-sampler.ts";
import type { LbfgsPhase } from "./phase.ts";
import type { TrainingState } from "./training-state.ts";

/** Larger than any of Adam's step numbers, so that the patches differ from Adam's. */
const FIXED_SET = 2 ** 40;

/**
 * Runs the rest of a segment with L-BFGS, always on the same noisy patches. Ends early if no step along the
 * search direction lowers the loss.
 */
export async function* runLbfgs(
  segment: Segment<LbfgsPhase>,
  from: TrainingState,
  { recipe, images, runner, degradations, signal }: SegmentContext,
): AsyncGenerator<SegmentStep, void, void> {
  const { phase, start } = segment;
  const patches = samplePatches(images, { ...recipe, batch: phase.batch }, FIXED_SET, degradations);
  const objective = async (x: Float64Array): Promise<{ value: number; gradient: Float64Array }> => {
    signal?.throwIfAborted();
    const { loss, gradient } = await batchGradient(recipe, segment, x, patches, runner, FIXED_SET);
    return { value: loss, gradient };
  };
  const resume =
    from.step > start && from.optimizer !== null && "pairs" in from.optimizer ? from.optimizer : undefined;
  const settings = { memory: phase.memory, iterations: phase.steps, ...(resume && { resume }) };
  for await (const state of lbfgs(objective, from.parameters, settings)) yield segmentStep(start, state);
}

function segmentStep(start: number, state: LbfgsState): SegmentStep {
  const { iteration, value: loss, gradient, x } = state;
  return { step: start + iteration, loss, gradient, parameters: x, average: x, optimizer: state };
}
