import type { Command } from "commander";
import { computing } from "./backend-option.ts";
import type { Context } from "./context.ts";
import { denoising } from "./choose-denoiser.ts";
import { pluginOptions } from "./plugin/plugin-options.ts";
import { boundaryOption, solverOptions } from "./solver-options.ts";

/** `evaluate denoise`, `photos`, `deblur`, `upscale`, `inpaint`, `deblock` and `restore`. */
export function addEvaluating(program: Command, context: Context): void {
  const group = program.command("evaluate").description("measure a model on a folder of clean images");
  const evaluating = (name: string, description: string): Command =>
    computing(denoising(group.command(name)))
      .description(`${description}; print PSNR, SSIM and time`)
      .requiredOption("--data <dir>", "folder of clean images; colour is turned gray")
      .option("--seed <N>", "seed of everything random", "0")
      .option("--limit <N>", "use the first N images only")
      .option("--json", "print one JSON object");
  const solving = (command: Command): Command =>
    solverOptions().reduce((one, option) => one.addOption(option), command);

  evaluating("denoise", "add noise to images, remove it again")
    .requiredOption("--sigma <list>", "noise levels, such as 5,15,25,50")
    .option("--self-ensemble", "restore all eight flips and turns and take the mean: 8 times the work")
    .option("--colour", "leave colour as it is; the default model is then colour")
    .action(async (flags) => {
      const { evaluateDenoise } = await import("./commands/evaluate.ts");
      await evaluateDenoise(flags, context);
    });

  computing(denoising(group.command("photos")))
    .description("remove the noise of photos whose clean counterpart is known; print PSNR and SSIM")
    .requiredOption("--data <dir>", "folder of pairs NAME_real and NAME_mean, in colour or gray")
    .option("--sigma <list>", "noise levels to compare, such as auto,5,10", "auto")
    .option("--limit <N>", "use the first N pairs only")
    .option("--json", "print one JSON object")
    .action(async (flags) => {
      const { evaluatePhotos } = await import("./commands/evaluate-photos.ts");
      await evaluatePhotos({ ...flags, seed: "0" }, context);
    });

  solving(evaluating("deblur", "blur images and add noise, remove both again"))
    .requiredOption(
      "--kernel <K>",
      "folder of kernel files, each of which is used; or a kernel as for deblur",
    )
    .requiredOption("--sigma <list>", "noise levels, such as 2.55,10.2")
    .addOption(boundaryOption("as for deblur; with valid, only pixels that are measured count", "valid"))
    .option("--shave <N>", "rows and columns at every edge that do not count", "0")
    .action(async (flags) => {
      const { evaluateDeblur } = await import("./commands/evaluate-deblur.ts");
      await evaluateDeblur(flags, context);
    });

  solving(evaluating("upscale", "shrink images, enlarge them again"))
    .requiredOption("--scale <list>", "how much, such as 2,3,4")
    .option("--kernel <K>", "the blur before pixels are left out, as for upscale; default: bicubic")
    .option("--sigma <N>", "noise level of the shrunk images", "0")
    .option("--assume <N|auto>", "noise level to restore shrunk images without noise with", "auto")
    .option("--shave <N>", "rows and columns at every edge that do not count; default: as many as the scale")
    .action(async (flags) => {
      const { evaluateUpscale } = await import("./commands/evaluate-upscale.ts");
      await evaluateUpscale(flags, context);
    });

  const [plugin, pluginOption] = pluginOptions();
  solving(evaluating("restore", "do what a plugin does to images and add noise, undo both"))
    .addOption(plugin!.makeOptionMandatory())
    .addOption(pluginOption!)
    .requiredOption("--sigma <list>", "noise levels, such as 2.55,10.2")
    .option("--shave <N>", "rows and columns at every edge that do not count", "0")
    .action(async (flags) => {
      const { evaluateRestore } = await import("./commands/evaluate-restore.ts");
      await evaluateRestore(flags, context);
    });

  solving(evaluating("inpaint", "take pixels out of images at random, fill them in again"))
    .requiredOption("--missing <list>", "how many per cent, such as 50,80")
    .option("--sigma <N>", "noise level of the pixels that are left", "0")
    .action(async (flags) => {
      const { evaluateInpaint } = await import("./commands/evaluate-inpaint.ts");
      await evaluateInpaint(flags, context);
    });

  solving(evaluating("deblock", "store images as JPEG, restore them"))
    .requiredOption("--jpeg-quality <list>", "qualities to store them with, such as 10,20,30,40")
    .action(async (flags) => {
      const { evaluateDeblock } = await import("./commands/evaluate-deblock.ts");
      await evaluateDeblock(flags, context);
    });
}
