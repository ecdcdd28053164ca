import { onnxFile } from "./onnx-file.ts";
import type { OnnxNode, OnnxTensor } from "./onnx-file.ts";

export interface Network {
  /** An ONNX model with the input "image" and the output "clean". */
  readonly file: Uint8Array;
  readonly parameters: number;
  readonly multiplyAddsPerPixel: number;
}

const [LAYERS, CHANNELS, SIZE] = [17, 64, 3];

/**
 * A network of DnCNN's size (Zhang et al. 2017, doi:10.1109/TIP.2017.2662206) for images of one size: 17
 * convolutions 3×3 of 64 channels with ReLU between them, and what they say is subtracted from the image.
 * Batch normalisation is part of the convolutions, as it is in a trained network that is put to use. Weights
 * are random, the same every time, and keep the size of what passes through them.
 */
export function dncnn(width: number, height: number): Network {
  const random = seededRandom(1);
  const weights: OnnxTensor[] = [];
  const nodes: OnnxNode[] = [];
  let last = "image";
  for (let layer = 1; layer <= LAYERS; layer++) {
    const from = layer === 1 ? 1 : CHANNELS;
    const to = layer === LAYERS ? 1 : CHANNELS;
    const range = Math.sqrt(6 / (from * SIZE ** 2));
    const data = Float32Array.from({ length: to * from * SIZE ** 2 }, () => range * (2 * random() - 1));
    weights.push({ name: `weights${layer}`, shape: [to, from, SIZE, SIZE], data });
    weights.push({ name: `bias${layer}`, shape: [to], data: new Float32Array(to) });
    const [inputs, output] = [[last, `weights${layer}`, `bias${layer}`], `sums${layer}`];
    const integers = { kernel_shape: [SIZE, SIZE], pads: [1, 1, 1, 1] };
    nodes.push({ operation: "Conv", inputs, output, integers });
    last = output;
    if (layer === LAYERS) continue;
    last = `layer${layer}`;
    nodes.push({ operation: "Relu", inputs: [output], output: last });
  }
  nodes.push({ operation: "Sub", inputs: ["image", last], output: "clean" });
  const shape = [1, 1, height, width];
  return {
    file: onnxFile({ nodes, weights, input: "image", output: "clean", shape }),
    parameters: weights.reduce((sum, { data }) => sum + data.length, 0),
    multiplyAddsPerPixel: weights.reduce((sum, { shape: { length }, data }) => {
      return length === 4 ? sum + data.length : sum;
    }, 0),
  };
}

/** Numbers from 0 to 1 by Park and Miller's generator. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
