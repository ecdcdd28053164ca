import { grayModel } from "./gray.ts";
import type { Model } from "./model.ts";

/** The name of a bundled model. */
export type ModelName =
  | "gray"
  | "gray-tiny"
  | "gray-plus"
  | "gray-paper"
  | "generic"
  | "colour"
  | "colour-tiny"
  | "photo";

/** All but the default are loaded on demand, so that bundlers make separate files of them. */
const BUNDLED: Readonly<Record<ModelName, () => Promise<Model>>> = {
  gray: async () => grayModel(),
  "gray-tiny": async () => (await import("./gray-tiny.ts")).grayTinyModel(),
  "gray-plus": async () => (await import("./gray-plus.ts")).grayPlusModel(),
  "gray-paper": async () => (await import("./gray-paper.ts")).grayPaperModel(),
  generic: async () => (await import("./generic.ts")).genericModel(),
  colour: async () => (await import("./colour.ts")).colourModel(),
  "colour-tiny": async () => (await import("./colour-tiny.ts")).colourTinyModel(),
  photo: async () => (await import("./photo.ts")).photoModel(),
};

/** The names of all bundled models, the default first. */
export const MODEL_NAMES: readonly ModelName[] = Object.keys(BUNDLED) as ModelName[];

/** Whether a bundled model has this name. */
export function isModelName(name: string): name is ModelName {
  return Object.hasOwn(BUNDLED, name);
}

/** Loads a bundled model. */
export function bundledModel(name: ModelName): Promise<Model> {
  return BUNDLED[name]();
}
