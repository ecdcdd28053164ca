import { util } from "@tensorflow/tfjs-core";
import type { NamedAttrMap, Tensor, Tensor4D } from "@tensorflow/tfjs-core";
import { runForward, runGradient } from "./composed-op.ts";
import type { ComposedOp } from "./composed-op.ts";
import { composedStage, composedStageGradient } from "./composed-stage.ts";
import { checkStageInputs, packStageInputs, unpackStageInputs } from "./stage-inputs.ts";
import type { StageAttributes, StageInputs } from "./stage-inputs.ts";

/**
 * The tfjs kernel that a backend package registers to run the stage; see {@link unpackStageInputs} for its
 * inputs.
 */
export const DIFFUSION_STAGE = "GenericDPStage";
/** Its gradient: the inputs preceded by `dy`; the outputs are the gradients of the inputs, in their order. */
export const DIFFUSION_STAGE_GRADIENT = "GenericDPStageGradient";

const STAGE: ComposedOp<StageAttributes> = {
  kernelName: DIFFUSION_STAGE,
  gradientName: DIFFUSION_STAGE_GRADIENT,
  forward: (inputs, attributes) => composedStage(unpackStageInputs(inputs, attributes)),
  gradient: (dy, inputs, attributes) =>
    composedStageGradient(dy as Tensor4D, unpackStageInputs(inputs, attributes)),
};

/**
 * One stage of the generic diffusion process (equation (4) of Qiao et al., BMVC 2017), as one differentiable
 * op:
 *
 *     u − ( Σ_s Rₛ Σ_i k̄_i * φ_i(a · k_i * Mₛu)/a  +  λ (u − f) )
 *
 * with u = `x`, f = `observation`, λ = `reaction`, a = `gain` (a map of its own block means and mirrored
 * borders where it differs from pixel to pixel); Mₛ averages over the blocks of a scale and Rₛ copies each
 * coarse pixel back over its block. Filters that see several channels couple them: a response is the sum over
 * all channels of its scale. Borders are mirrored, edge pixel repeated, again at each stage. Gray
 * levels 0..255; nothing is clipped or rounded. Runs on every tfjs backend; one with a kernel registered for
 * {@link DIFFUSION_STAGE} runs it fused.
 *
 * @returns u_t, of the shape of `x`, `[batch, height, width, channels]`.
 * @throws TypeError or RangeError where shapes do not fit together.
 */
export function diffusionStage(inputs: StageInputs): Tensor4D {
  checkStageInputs(inputs);
  return runForward(STAGE, packStageInputs(inputs), attributesOf(inputs)) as Tensor4D;
}

/**
 * The gradients of ⟨dy, diffusionStage(inputs)⟩ by every input, in one pass; tfjs's own `grads` come here
 * too.
 *
 * @param dy `[batch, height, width, channels]`.
 * @returns tensors in the order and of the shapes of {@link packStageInputs}.
 * @throws TypeError or RangeError where shapes do not fit together.
 */
export function diffusionStageGradient(dy: Tensor4D, inputs: StageInputs): Tensor[] {
  checkStageInputs(inputs);
  if (!util.arraysEqual(dy.shape, inputs.x.shape)) {
    throw new RangeError(
      `diffusionStageGradient: expected dy of x's shape [${inputs.x.shape}], got [${dy.shape}]`,
    );
  }
  return runGradient(STAGE, dy, packStageInputs(inputs), attributesOf(inputs));
}

function attributesOf({ scales }: StageInputs): StageAttributes {
  return { scales: scales.map(({ block, channels, radius }) => ({ block, channels, radius })) };
}

/** Reads the attributes that a kernel of the stage is called with. */
export function readStageAttributes(attrs: NamedAttrMap | undefined): StageAttributes {
  const attributes: object = attrs ?? { scales: [] };
  return attributes as StageAttributes;
}
