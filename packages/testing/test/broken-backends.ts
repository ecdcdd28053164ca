import {
  DIFFUSION_STAGE,
  DIFFUSION_STAGE_GRADIENT,
  GAIN_MAP,
  GAIN_MAP_GRADIENT,
  composedGainMap,
  composedGainMapGradient,
  composedStage,
  composedStageGradient,
  readGainMapAttributes,
  readStageAttributes,
  unpackGainMapInputs,
  unpackStageInputs,
} from "@genericdp/core";
import type { Backend, StageInputs } from "@genericdp/core";
import { add, getKernel, mul, registerKernel, setBackend, unregisterKernel } from "@tensorflow/tfjs-core";
import type { NamedAttrMap, Tensor, Tensor4D } from "@tensorflow/tfjs-core";

/** Changes to the results of the composed ops. */
export interface Flaw {
  readonly stage?: (u: Tensor4D, inputs: StageInputs) => Tensor4D;
  readonly stageGradient?: (gradients: Tensor[]) => Tensor[];
  readonly gainMap?: (map: Tensor4D) => Tensor4D;
  readonly gainMapGradient?: (gradients: Tensor[]) => Tensor[];
  /** Called on every activation, with its number from 1 on. */
  readonly onActivate?: (times: number) => void;
}

type Run = (tensors: Tensor[], attributes: NamedAttrMap) => Tensor | Tensor[];

/** The cpu backend of tfjs with the composed ops as kernels, and with a flaw. */
export function brokenBackend(flaw: Flaw): Backend {
  const { stage = (u) => u, gainMap = (map) => map } = flaw;
  const { stageGradient = (all) => all, gainMapGradient = (all) => all } = flaw;
  const kernels: Record<string, Run> = {
    [DIFFUSION_STAGE]: (tensors, attributes) => {
      const inputs = unpackStageInputs(tensors, readStageAttributes(attributes));
      return stage(composedStage(inputs), inputs);
    },
    [DIFFUSION_STAGE_GRADIENT]: ([dy, ...tensors], attributes) =>
      stageGradient(
        composedStageGradient(dy as Tensor4D, unpackStageInputs(tensors, readStageAttributes(attributes))),
      ),
    [GAIN_MAP]: (tensors, attributes) =>
      gainMap(composedGainMap(unpackGainMapInputs(tensors, readGainMapAttributes(attributes)))),
    [GAIN_MAP_GRADIENT]: ([dy, ...tensors], attributes) =>
      gainMapGradient(
        composedGainMapGradient(
          dy as Tensor4D,
          unpackGainMapInputs(tensors, readGainMapAttributes(attributes)),
        ),
      ),
  };
  let times = 0;
  const release = (): void => {
    for (const name of Object.keys(kernels)) if (getKernel(name, "cpu")) unregisterKernel(name, "cpu");
  };
  return {
    name: "broken",
    capabilities: { fusedStage: true },
    activate: async () => {
      await setBackend("cpu");
      release();
      for (const [kernelName, run] of Object.entries(kernels)) {
        registerKernel({
          kernelName,
          backendName: "cpu",
          kernelFunc: ({ inputs, attrs }) => run(Object.values(inputs) as Tensor[], attrs as NamedAttrMap),
        });
      }
      flaw.onActivate?.(++times);
    },
    release,
  };
}

/** Multiplies one of several gradients by a factor. */
export function scaled(gradients: Tensor[], which: number, factor: number): Tensor[] {
  return gradients.map((gradient, i) => (i === which ? mul(gradient, factor) : gradient));
}

/** Adds `error` gray levels to every pixel. */
export function shifted(u: Tensor4D, error: number): Tensor4D {
  return add(u, error);
}
