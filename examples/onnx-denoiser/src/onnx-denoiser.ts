import type { AsyncDenoiser, NoiseRange } from "@genericdp/core";
import { tensor4d } from "@tensorflow/tfjs-core";
import { Tensor } from "onnxruntime-common";
import type { InferenceSession } from "onnxruntime-common";

export interface OnnxDenoiserOptions {
  /** The network, opened by onnxruntime-node or onnxruntime-web. */
  readonly session: InferenceSession;
  /** The noise levels that it was trained for, in gray levels. */
  readonly noiseRange: NoiseRange;
  /** The value of 255 in the network's own unit. Default: 1. */
  readonly white?: number;
  readonly name?: string;
}

/**
 * Uses a network as a denoiser. Its first input is a batch of gray images `[batch, 1, height, width]`, the
 * second, if any, their noise levels, `[batch]` or `[batch, 1, 1, 1]`, both in the network's own unit; its
 * first output is the clean images.
 *
 * @throws RangeError for a network without inputs or outputs, and later for a noise level outside the range;
 * errors of the runtime are rejections.
 */
export function onnxDenoiser({
  session,
  noiseRange,
  white = 1,
  name = "ONNX network",
}: OnnxDenoiserOptions): AsyncDenoiser {
  const [image, level] = session.inputNames;
  const [result] = session.outputNames;
  if (image === undefined || result === undefined) {
    throw new RangeError(`${name}: expected an input and an output, got ${session.inputNames.length} inputs`);
  }
  const scale = white / 255;
  const ones = Array.from({ length: axesOf(session, 1) - 1 }, () => 1);
  return {
    name,
    noiseRange,
    denoise: async (x, { noiseLevel }) => {
      if (!(noiseLevel >= noiseRange.min && noiseLevel <= noiseRange.max)) {
        const { min, max } = noiseRange;
        throw new RangeError(`${name}: expected a noise level from ${min} to ${max}, got ${noiseLevel}`);
      }
      const [batch, height, width, channels] = x.shape;
      if (channels !== 1) throw new RangeError(`${name}: expected images of one channel, got ${channels}`);
      // With one channel, the layouts of ONNX and tfjs are the same.
      const values = Float32Array.from(await x.data(), (value) => value * scale);
      const levels = new Float32Array(batch).fill(noiseLevel * scale);
      const outputs = await session.run({
        [image]: new Tensor("float32", values, [batch, 1, height, width]),
        ...(level !== undefined && { [level]: new Tensor("float32", levels, [batch, ...ones]) }),
      });
      const clean = (await outputs[result]!.getData()) as Float32Array;
      return tensor4d(
        clean.map((value) => value / scale),
        x.shape,
      );
    },
  };
}

/** Number of axes of an input. Default: 1. */
function axesOf({ inputMetadata }: InferenceSession, input: number): number {
  const about = inputMetadata[input];
  return about?.isTensor === true ? Math.max(1, about.shape.length) : 1;
}
