import type { AsyncDenoiser } from "@genericdp/core";
import type { InferenceSession, InferenceSessionFactory } from "onnxruntime-common";
import { onnxDenoiser } from "./onnx-denoiser.ts";

export { onnxDenoiser };
export type { OnnxDenoiserOptions } from "./onnx-denoiser.ts";

/** The exports of a runtime's module. */
interface Runtime {
  readonly InferenceSession: InferenceSessionFactory;
}

/**
 * Called by `genericdp --denoiser`. `file` is the network, `min` and `max` are the noise levels that it was
 * trained for (default: 1 to 50), `white` is its value for 255 (default: 1), and `runtime` the package that
 * runs it.
 */
export async function denoiser(options: Readonly<Record<string, unknown>>): Promise<AsyncDenoiser> {
  const { file, min = 1, max = 50, white = 1, runtime = "onnxruntime-node", ...others } = options;
  const [other] = Object.keys(others);
  if (other !== undefined) throw new TypeError(`ONNX network: expected no option ${other}`);
  if (typeof file !== "string" || typeof runtime !== "string") {
    throw new TypeError(
      `ONNX network: expected file and runtime to be texts, got ${JSON.stringify(options)}`,
    );
  }
  if (typeof min !== "number" || typeof max !== "number" || typeof white !== "number") {
    throw new TypeError(
      `ONNX network: expected min, max and white to be numbers, got ${JSON.stringify(options)}`,
    );
  }
  const { InferenceSession: sessions } = (await import(runtime)) as Runtime;
  const session: InferenceSession = await sessions.create(file);
  return onnxDenoiser({ session, noiseRange: { min, max }, white, name: file });
}
