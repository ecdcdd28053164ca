import { graphBuilder, onnxFile } from "@genericdp/interchange";

/**
 * x + s · (k ∗ x − x): smooths with a 3×3 kernel by a share s of the noise level, in the network's unit, with
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
