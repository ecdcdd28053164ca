import { basename, resolve } from "node:path";
import type { Model } from "@genericdp/model";
import { explain } from "./errors.ts";
import { readBytes } from "./files.ts";

/** The bundled models by name, loaded on demand. */
const BUNDLED: Readonly<Record<string, () => Promise<Model>>> = {
  colour: async () => (await import("@genericdp/model/colour")).colourModel(),
  "colour-tiny": async () => (await import("@genericdp/model/colour-tiny")).colourTinyModel(),
  generic: async () => (await import("@genericdp/model/generic")).genericModel(),
  gray: async () => (await import("@genericdp/model/gray")).grayModel(),
  "gray-paper": async () => (await import("@genericdp/model/gray-paper")).grayPaperModel(),
  "gray-tiny": async () => (await import("@genericdp/model/gray-tiny")).grayTinyModel(),
  photo: async () => (await import("@genericdp/model/photo")).photoModel(),
};

/**
 * A bundled model by name, or the model in a file; relative paths start from `folder`.
 *
 * @throws Error naming the file and the reason.
 */
export async function loadModel(folder: string, model = "gray"): Promise<Model> {
  const bundled = Object.hasOwn(BUNDLED, model) ? BUNDLED[model] : undefined;
  if (bundled !== undefined) return bundled();
  const bytes = await readBytes(resolve(folder, model));
  try {
    const { importModel } = await import("@genericdp/interchange");
    return importModel(bytes, basename(model));
  } catch (cause) {
    throw new Error(`cannot read ${model}: ${explain(cause)}`, { cause });
  }
}
