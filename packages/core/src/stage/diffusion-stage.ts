import {
  engine,
  getBackend,
  getGradient,
  getKernel,
  registerGradient,
  registerKernel,
  util,
} from "@tensorflow/tfjs-core";
import type { NamedAttrMap, NamedTensorMap, Tensor, Tensor4D } from "@tensorflow/tfjs-core";
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

/**
 * One stage of the generic diffusion process (equation (4) of Qiao et al., BMVC 2017), as one differentiable
 * op:
 *
 *     u − ( Σ_s Rₛ Σ_i k̄_i * φ_i(a · k_i * Mₛu)/a  +  λ (u − f) )
 *
 * with u = `x`, f = `observation`, λ = `reaction`, a = `gain`; Mₛ averages over blocks of 2ˢ × 2ˢ pixels and
 * Rₛ copies each coarse pixel back over its block. Borders are mirrored, edge pixel repeated, anew at each
 * stage. Gray levels 0..255; nothing is clipped or rounded. Runs on every tfjs backend; one with a kernel
 * registered for {@link DIFFUSION_STAGE} runs it fused.
 *
 * @returns u_t, of the shape of `x`, `[batch, height, width, 1]`.
 * @throws TypeError or RangeError where shapes do not fit together.
 */
export function diffusionStage(inputs: StageInputs): Tensor4D {
  checkStageInputs(inputs);
  ensureRegistered();
  const attributes: StageAttributes = { radii: inputs.scales.map((s) => s.radius) };
  return runOn(DIFFUSION_STAGE, packStageInputs(inputs), attributes) as Tensor4D;
}

/**
 * The gradients of ⟨dy, diffusionStage(inputs)⟩ by every input, in one pass; tfjs's own `grads` come here
 * too.
 *
 * @param dy `[batch, height, width, 1]`.
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
  ensureRegistered();
  const radii = inputs.scales.map((s) => s.radius);
  return runOn(DIFFUSION_STAGE_GRADIENT, [dy, ...packStageInputs(inputs)], { radii }) as Tensor[];
}

function runOn(kernel: string, tensors: readonly Tensor[], attributes: StageAttributes): Tensor | Tensor[] {
  // tfjs takes a map; an array is one from positions to tensors, and saving all inputs for the gradient wants
  // an array.
  const inputs = Object.assign([...tensors], {} as NamedTensorMap);
  return engine().runKernel(kernel, inputs, { radii: [...attributes.radii] });
}

/** Reads the attributes that a kernel of the stage is called with. */
export function readStageAttributes(attrs: NamedAttrMap | undefined): StageAttributes {
  return { radii: (attrs?.["radii"] ?? []) as number[] };
}

/** Gives the current backend the composed kernels where it has none of its own, and tfjs the gradient. */
function ensureRegistered(): void {
  const backendName = getBackend();
  if (getKernel(DIFFUSION_STAGE, backendName) === undefined) {
    registerKernel({
      kernelName: DIFFUSION_STAGE,
      backendName,
      kernelFunc: ({ inputs, attrs }) =>
        composedStage(
          unpackStageInputs(inputs as NamedTensorMap, readStageAttributes(attrs as NamedAttrMap)),
        ),
    });
  }
  if (getKernel(DIFFUSION_STAGE_GRADIENT, backendName) === undefined) {
    registerKernel({
      kernelName: DIFFUSION_STAGE_GRADIENT,
      backendName,
      kernelFunc: ({ inputs, attrs }) => {
        const [dy, ...stage] = Object.values(inputs) as Tensor[];
        return composedStageGradient(
          dy as Tensor4D,
          unpackStageInputs(stage, readStageAttributes(attrs as NamedAttrMap)),
        );
      },
    });
  }
  if (getGradient(DIFFUSION_STAGE) === undefined) {
    registerGradient({
      kernelName: DIFFUSION_STAGE,
      saveAllInputs: true,
      gradFunc: (dy, saved, attrs) => {
        // All gradients come from one pass, made before tfjs asks for the first of them.
        const gradients = runOn(
          DIFFUSION_STAGE_GRADIENT,
          [dy as Tensor, ...saved],
          readStageAttributes(attrs),
        ) as Tensor[];
        return Object.fromEntries(gradients.map((gradient, i) => [i, () => gradient]));
      },
    });
  }
}
