import { wasm } from "@genericdp/backend-wasm";
import type { StageArrays } from "@genericdp/stage-kernel";
import { composedStage, composedStageGradient } from "@genericdp/core";
import type { StageInputs } from "@genericdp/core";
import { ready, setBackend, tidy } from "@tensorflow/tfjs-core";
import { loadTfjsNode } from "./tfjs-node.ts";
import type { TfjsBackend, Trainer } from "./trainer.ts";
import { toInputs } from "./workload.ts";

/** Trains with stages composed of tfjs ops. */
export async function composedTrainer(
  backend: TfjsBackend,
  stages: readonly StageArrays[],
): Promise<Trainer> {
  const name = await load[backend]();
  if (!(await setBackend(backend))) throw new Error(`bench: expected tfjs's backend ${backend} to start`);
  await ready();
  return { name: `composed, ${name}`, train: () => tidy(() => trainOnce(stages.map(toInputs))) };
}

/** Loads each backend and returns its display name. */
const load: Readonly<Record<TfjsBackend, () => Promise<string>>> = {
  wasm: async () => {
    await wasm({ variant: "simd" }).activate();
    return "wasm";
  },
  tensorflow: async () => `tfjs-node on TensorFlow ${loadTfjsNode()}`,
  cpu: async () => {
    await import("@tensorflow/tfjs-backend-cpu");
    return "plain JavaScript";
  },
};

function trainOnce(stages: readonly StageInputs[]): void {
  const inputs: StageInputs[] = [];
  let { x } = stages[0]!;
  for (const stage of stages) {
    const input = { ...stage, x };
    inputs.push(input);
    x = composedStage(input);
  }
  let back = x;
  // The first gradient is that of x.
  for (const input of inputs.toReversed()) back = composedStageGradient(back, input)[0] as typeof x;
  back.dataSync();
}
