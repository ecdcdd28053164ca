import { graphBuilder, onnxFile } from "@genericdp/interchange";

/**
 * x + s · (k ∗ x − x): of the noise level s, in the network's unit, so much is smoothed with a kernel of 3×3,
 * zeros beyond the edges.
 */
export function tinyNetwork(kernel: readonly number[]): Uint8Array {
  const graph = graphBuilder();
  const weights = graph.floats("kernel", kernel, [1, 1, 3, 3]);
  const smooth = graph.node("Conv", ["image", weights], { attributes: { pads: [1, 1, 1, 1] } });
  const share = graph.node("Mul", [graph.node("Sub", [smooth, "image"]), "level"]);
  graph.node("Add", ["image", share], { output: "clean" });
  const images = ["batch", 1, "height", "width"];
  return onnxFile({
    name: "tiny",
    ...graph.parts(),
    inputs: [
      { name: "image", shape: images },
      { name: "level", shape: ["batch", 1, 1, 1] },
    ],
    outputs: [{ name: "clean", shape: images }],
  });
}
