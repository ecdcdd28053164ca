import { graphBuilder, onnxFile } from "@genericdp/interchange";

export interface Network {
  /** An ONNX model with the input "image" and the output "clean". */
  readonly file: Uint8Array;
  readonly parameters: number;
  readonly multiplyAddsPerPixel: number;
}

const [LAYERS, CHANNELS, SIZE] = [17, 64, 3];

/**
 * A network of DnCNN's size (Zhang et al. 2017, doi:10.1109/TIP.2017.2662206) for images of one size: 17
 * convolutions 3×3 of 64 channels with ReLU in between; the output is subtracted from the image. Batch
 * normalisation is folded into the convolutions, as in a deployed network. The weights are random but
 * reproducible, and preserve the magnitude of the activations.
 */
export function dncnn(width: number, height: number): Network {
  const random = seededRandom(1);
  const graph = graphBuilder();
  let last = "image";
  let multiplyAddsPerPixel = 0;
  for (let layer = 1; layer <= LAYERS; layer++) {
    const from = layer === 1 ? 1 : CHANNELS;
    const to = layer === LAYERS ? 1 : CHANNELS;
    const range = Math.sqrt(6 / (from * SIZE ** 2));
    const data = Float32Array.from({ length: to * from * SIZE ** 2 }, () => range * (2 * random() - 1));
    const weights = graph.floats(`weights${layer}`, data, [to, from, SIZE, SIZE]);
    const bias = graph.floats(`bias${layer}`, new Float32Array(to), [to]);
    const attributes = { kernel_shape: [SIZE, SIZE], pads: [1, 1, 1, 1] };
    last = graph.node("Conv", [last, weights, bias], { attributes });
    if (layer < LAYERS) last = graph.node("Relu", [last]);
    multiplyAddsPerPixel += data.length;
  }
  graph.node("Sub", ["image", last], { output: "clean" });
  const parts = graph.parts();
  const shape = [1, 1, height, width];
  return {
    file: onnxFile({
      name: "DnCNN's size",
      ...parts,
      inputs: [{ name: "image", shape }],
      outputs: [{ name: "clean", shape }],
    }),
    parameters: parts.constants.reduce((sum, { data }) => sum + data.length, 0),
    multiplyAddsPerPixel,
  };
}

/** Uniform numbers in (0, 1) from Park and Miller's generator. */
function seededRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}
