import type { Model } from "@genericdp/model";
import { graphBuilder } from "./graph-builder.ts";
import type { GraphBuilder } from "./graph-builder.ts";
import { onnxFile } from "./onnx-file.ts";
import { opponentMatrix } from "./opponent-matrix.ts";
import { stageNodes } from "./stage-nodes.ts";

/**
 * Exports a model as the bytes of an ONNX file, for ONNX Runtime and other programs: equation (4) of Qiao et
 * al. (BMVC 2017) with gains and gain maps. Everything that depends on σ is part of the graph.
 *
 * Inputs: `image` `[batch, channels, height, width]`, gray levels 0..255, of any size, RGB if the model has
 * three channels; `sigma` `[levels]`, the noise level in the same unit, either one or one per image. Output:
 * `clean`, of the shape of `image`, neither clipped nor rounded. Beyond the knots of the model, λ and a are
 * constant. A model with families is exported as a denoiser, without its steps through degradations.
 *
 * @returns an ONNX file of operator set 13.
 */
export function exportOnnx(model: Model): Uint8Array<ArrayBuffer> {
  const { name, architecture } = model;
  const { channels, stages, noiseRange } = architecture;
  const graph = graphBuilder();
  const stage = stageNodes(model, graph, { image: "image", sigma: "sigma" });
  const colour = channels === 3 ? opponentNodes(graph) : undefined;
  const observation = colour?.there("image") ?? "image";
  let u = observation;
  for (let t = 0; t < stages; t++) u = stage(t, u, observation);
  graph.node("Identity", [colour?.back(u) ?? u], { output: "clean" });
  const shape = ["batch", channels, "height", "width"];
  const levels = `${noiseRange.min} to ${noiseRange.max}`;
  return onnxFile({
    name,
    ...graph.parts(),
    inputs: [
      { name: "image", shape, description: `gray levels, 0 to 255${colour ? ", RGB" : ""}` },
      {
        name: "sigma",
        shape: ["levels"],
        description: `noise level in gray levels, ${levels}: one, or one for each image`,
      },
    ],
    outputs: [{ name: "clean", shape, description: "gray levels, neither clipped nor rounded" }],
    metadata: { name, noise_levels: levels, architecture: JSON.stringify({ ...architecture, families: [] }) },
  });
}

/** Converts RGB to the opponent colours of the stages, and back. */
function opponentNodes(graph: GraphBuilder): Record<"there" | "back", (image: string) => string> {
  const rows = opponentMatrix();
  const columns = [0, 1, 2].map((column) => rows.map((row) => row[column]!));
  const multiply = (name: string, matrix: number[][]): ((image: string) => string) => {
    const weights = graph.floats(name, matrix.flat(), [3, 3, 1, 1]);
    return (image) => graph.node("Conv", [image, weights]);
  };
  return { there: multiply("to_opponent", rows), back: multiply("to_rgb", columns) };
}
