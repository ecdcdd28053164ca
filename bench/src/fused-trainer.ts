import { startStageKernel } from "@genericdp/stage-kernel";
import type { SimdVariant, StageArrays } from "@genericdp/stage-kernel";
import type { Trainer } from "./trainer.ts";

/** Trains with the fused kernel. */
export async function fusedTrainer(variant: SimdVariant, stages: readonly StageArrays[]): Promise<Trainer> {
  const kernel = await startStageKernel({ variant, threads: 1 });
  const train = (): void => {
    const inputs: StageArrays[] = [];
    let { x } = stages[0]!;
    for (const stage of stages) {
      const input = { ...stage, x };
      inputs.push(input);
      x = new Float32Array(x.length);
      kernel.forward(input, x);
    }
    let back = x;
    for (const input of inputs.toReversed()) back = kernel.gradient(input, back).x;
  };
  return { name: `fused, ${variant}`, train };
}
