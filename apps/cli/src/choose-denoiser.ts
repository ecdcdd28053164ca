import { createHash } from "node:crypto";
import type { NoiseRange } from "@genericdp/core";
import type { Model } from "@genericdp/model";
import type { Command } from "commander";
import type { RestorerOptions } from "genericdp";
import { pluginOptions } from "./plugin/plugin-options.ts";

/** What the options say of the denoiser. */
export interface DenoiserFlags {
  readonly model?: string;
  readonly denoiser?: string;
  readonly denoiserOption?: readonly string[];
}

/** What removes the noise. */
export interface DenoiserChoice {
  readonly name: string;
  readonly noiseRange: NoiseRange;
  /** For the library. */
  readonly options: Pick<RestorerOptions, "model" | "denoiser">;
  /** The model that backends are timed with; default: the bundled one. */
  readonly model?: Model;
  /** Says of two denoisers whether they are the same. */
  readonly identity: string;
}

/** Gives a command that removes noise its options. */
export function denoising(command: Command): Command {
  const [denoiser, option] = pluginOptions("denoiser", "denoiser of your own in the place of a model");
  return command
    .option(
      "--model <model>",
      "gray (the default), gray-tiny or gray-paper, which are part of the program, or a model file",
    )
    .addOption(denoiser!.conflicts("model"))
    .addOption(option!);
}

/** @throws Error naming a model file or a plugin that cannot be used. */
export async function chooseDenoiser(
  folder: string,
  { model: file, denoiser: plugin, denoiserOption: pluginOption = [] }: DenoiserFlags,
): Promise<DenoiserChoice> {
  if (plugin === undefined) {
    const { loadModel } = await import("./load-model.ts");
    const model = await loadModel(folder, file);
    const { name, architecture, parameters } = model;
    const hash = createHash("sha256").update(JSON.stringify(architecture));
    hash.update(new Uint8Array(parameters.buffer, parameters.byteOffset, parameters.byteLength));
    const identity = `${name} ${hash.digest("hex").slice(0, 32)}`;
    return { name, noiseRange: architecture.noiseRange, options: { model }, model, identity };
  }
  const { loadDenoiser } = await import("./plugin/load-plugin.ts");
  const denoiser = await loadDenoiser(folder, { plugin, pluginOption });
  const { name, noiseRange } = denoiser;
  // What is in the plugin is not looked at.
  const identity = JSON.stringify({ denoiser: plugin, pluginOption });
  return { name, noiseRange, options: { denoiser }, identity };
}
