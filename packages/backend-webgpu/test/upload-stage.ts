import type { StageInputs } from "@genericdp/core";
import type { StageValues } from "@genericdp/testing";
import { tensor1d, tensor2d, tensor3d, tensor4d } from "@tensorflow/tfjs-core";

/** The stage as tensors on the active backend. */
export function uploadStage({ batch, height, width, scales, ...values }: StageValues): StageInputs {
  const shape: [number, number, number, number] = [batch, height, width, 1];
  const [x, observation, reaction, gain] = [values.x, values.observation, values.reaction, values.gain].map(
    (list) => Float32Array.from(list),
  );
  return {
    x: tensor4d(x!, shape),
    observation: tensor4d(observation!, shape),
    reaction: tensor1d(reaction!),
    gain: gain!.length === batch ? tensor1d(gain!) : tensor4d(gain!, shape),
    scales: scales.map(({ filters, count, size, influence, nodes, radius }) => ({
      filters: tensor3d(Float32Array.from(filters), [count, size, size]),
      influence: tensor2d(Float32Array.from(influence), [count, nodes]),
      radius,
    })),
  };
}
