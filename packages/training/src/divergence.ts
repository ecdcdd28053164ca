import { parameterLayout } from "@genericdp/model";
import type { ParameterBlock } from "@genericdp/model";
import type { Segment, SegmentStep } from "./segment.ts";
import type { TrainingState } from "./training-state.ts";

const SMOOTHING = 0.98;
/** Number of steps of a segment after which its loss should be lower than at the start. */
const SETTLED = 50;
/** The loss is a logarithm, so this means an e times larger mean squared error. */
const TOLERANCE = 1;

/**
 * Follows the loss through a segment.
 *
 * @returns the loss to keep in the state.
 * @throws RangeError naming step, stage and parameters if loss or gradient is not finite, or if the smoothed
 *   loss has risen far above that early in the segment.
 */
export function watchLoss(
  { architecture, start }: Segment,
  before: TrainingState,
  { step, loss, gradient }: SegmentStep,
): NonNullable<TrainingState["loss"]> {
  const layout = parameterLayout(architecture);
  const broken = gradient.findIndex((value) => !Number.isFinite(value));
  if (!Number.isFinite(loss) || broken >= 0) {
    const where = layout.find(({ offset, length }) => broken >= offset && broken < offset + length);
    const fault = `a gradient that is not finite at ${where?.name ?? "no parameter"} in step ${step}`;
    throw new RangeError(`train: expected a finite loss and gradient, got loss ${loss} and ${fault}`);
  }
  const known = step > start + 1 ? before.loss : null;
  const smoothed = known === null ? loss : SMOOTHING * known.smoothed + (1 - SMOOTHING) * loss;
  const reference = known === null || step <= start + SETTLED ? smoothed : known.reference;
  if (smoothed > reference + TOLERANCE) {
    const { name } = steepest(layout, gradient);
    const rise = `from ${reference.toFixed(3)} to ${smoothed.toFixed(3)} in step ${step}`;
    const advice = `it is steepest at ${name}: try a lower learning rate there`;
    throw new RangeError(`train: expected the loss to fall, but it rose ${rise}; ${advice}`);
  }
  return { smoothed, reference };
}

/** The block with the largest gradient. */
function steepest(layout: readonly ParameterBlock[], gradient: Float64Array): ParameterBlock {
  const norm = ({ offset, length }: ParameterBlock): number =>
    Math.hypot(...gradient.subarray(offset, offset + length));
  return layout.reduce((most, block) => (norm(block) > norm(most) ? block : most));
}
