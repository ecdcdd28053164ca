import { createHash } from "node:crypto";
import type { NoiseRange } from "@genericdp/core";
import type { Model } from "@genericdp/model";
import { MODEL_NAMES } from "@genericdp/model/bundled";
import type { Command } from "commander";
import type { RestorerOptions } from "genericdp";
import { pluginOptions } from "./plugin/plugin-options.ts";

/** The options that select a denoiser. */
export interface DenoiserFlags {
  readonly model?: string;
  readonly denoiser?: string;
  readonly denoiserOption?: readonly string[];
}

/** The denoiser. */
export interface DenoiserChoice {
  readonly name: string;
  readonly noiseRange: NoiseRange;
  /** Options for the library; empty if it should choose. */
  readonly options: Pick<RestorerOptions, "model" | "denoiser">;
  /** The model used to time backends. Default: the bundled one. */
  readonly model?: Model;
  /** Equal for two denoisers if they are the same. */
  identity(): Promise<string>;
}

/** The models that the library may choose instead of its default. */
const CHOSEN = ["colour", "photo", "generic"];

/** Adds the options that select a denoiser. */
export function denoising(command: Command): Command {
  const [denoiser, option] = pluginOptions("denoiser", "your own denoiser instead of a model");
  return command
    .option(
      "--model <model>",
      `a bundled model (${MODEL_NAMES.join(", ")}) or a model file ` +
        "(default: generic to enlarge and for JPEG, otherwise photo or colour for colour, gray for gray)",
    )
    .addOption(denoiser!.conflicts("model"))
    .addOption(option!);
}

function identify({ name, architecture, parameters }: Model): string {
  const hash = createHash("sha256").update(JSON.stringify(architecture));
  hash.update(new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength));
  return `${name} ${hash.digest("hex").slice(0, 32)}`;
}

/** @throws Error naming a model file or a plugin that cannot be used. */
export async function chooseDenoiser(
  folder: string,
  { model: file, denoiser: plugin, denoiserOption: pluginOption = [] }: DenoiserFlags,
): Promise<DenoiserChoice> {
  if (plugin === undefined) {
    const { loadModel } = await import("./load-model.ts");
    const model = await loadModel(folder, file);
    const { name, architecture } = model;
    const common = { name, noiseRange: architecture.noiseRange, model };
    if (file !== undefined) return { ...common, options: { model }, identity: async () => identify(model) };
    const identity = async (): Promise<string> =>
      [model, ...(await Promise.all(CHOSEN.map((each) => loadModel(folder, each))))].map(identify).join(", ");
    return { ...common, options: {}, identity };
  }
  const { loadDenoiser } = await import("./plugin/load-plugin.ts");
  const denoiser = await loadDenoiser(folder, { plugin, pluginOption });
  const { name, noiseRange } = denoiser;
  // The content of the plugin is not part of the record.
  const identity = async (): Promise<string> => JSON.stringify({ denoiser: plugin, pluginOption });
  return { name, noiseRange, options: { denoiser }, identity };
}
