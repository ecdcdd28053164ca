import { parameterLayout } from "@genericdp/model";
import { adam, cosineSchedule } from "@genericdp/optim";
import type { AdamState } from "@genericdp/optim";
import { batchGradient } from "./batch-gradient.ts";
import type { Segment, SegmentContext, SegmentStep } from "./segment.ts";
import { samplePatches } from "./patch-sampler.ts";
import type { PatchBatch } from "./patch-sampler.ts";
import type { AdamPhase } from "./phase.ts";
import type { TrainingState } from "./training-state.ts";

/** Runs the rest of a segment with Adam, each step on new patches. */
export async function* runAdam(
  segment: Segment<AdamPhase>,
  from: TrainingState,
  { recipe, images, runner, degradations }: SegmentContext,
): AsyncGenerator<SegmentStep, void, void> {
  const { phase, start, end } = segment;
  const optimizer = adam({ squareDecay: 0.99 });
  const rates = parameterRates(segment, from.parameters.length);
  // Patches depend on their step, so a limited set consists of the patches of the first steps.
  const cycle = phase.patches === 0 ? Infinity : phase.patches / phase.batch;
  const sample = (step: number): PatchBatch =>
    samplePatches(images, { ...recipe, batch: phase.batch }, step % cycle, degradations);
  const resumes = from.step > start && from.optimizer !== null && "mean" in from.optimizer;
  let moments: AdamState = resumes ? (from.optimizer as AdamState) : optimizer.init(from.parameters.length);
  let { step, parameters } = from;
  let average = resumes ? from.average : parameters;
  let next = sample(step);
  while (step < end) {
    const pending = batchGradient(recipe, segment, parameters, next, runner, step % cycle);
    // While the workers are busy, this thread draws the patches for the next step.
    if (step + 1 < end) next = sample(step + 1);
    const { loss, gradient } = await pending;
    const scale = cosineSchedule(step - start, {
      steps: phase.steps,
      peak: 1,
      final: phase.finalRate,
      warmup: phase.warmup,
    });
    const { state, change } = optimizer.update(
      moments,
      gradient,
      rates.map((rate) => rate * scale),
    );
    moments = state;
    const moved = parameters.map((value, i) => value + change[i]!);
    // At first, the average follows quickly; otherwise it would depend on the start for a long time.
    const decay = Math.min(phase.averaging, (1 + step - start) / (10 + step - start));
    average = average.map((value, i) => decay * value + (1 - decay) * moved[i]!);
    parameters = moved;
    step += 1;
    yield { step, loss, gradient, parameters, average, optimizer: moments };
  }
}

/** The learning rate of each parameter. */
function parameterRates({ architecture, phase }: Segment<AdamPhase>, length: number): Float64Array {
  const rates = new Float64Array(length);
  for (const { kind, offset, length: count } of parameterLayout(architecture)) {
    rates.fill(phase.learningRates[kind], offset, offset + count);
  }
  return rates;
}
