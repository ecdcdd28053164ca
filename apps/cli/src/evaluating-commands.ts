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
      .requiredOption("--data <dir>", "folder of clean images; colour is converted to gray")
      .option("--seed <N>", "seed of all random numbers", "0")
      .option("--limit <N>", "use only the first N images")
      .option("--json", "print a JSON object");
  const solving = (command: Command): Command =>
    solverOptions().reduce((one, option) => one.addOption(option), command);

  evaluating("denoise", "add noise to images and remove it")
    .requiredOption("--sigma <list>", "noise levels, such as 5,15,25,50")
    .option("--self-ensemble", "average over all eight flips and rotations: 8 times the work")
    .option("--colour", "keep colour; the default model is then colour")
    .action(async (flags) => {
      const { evaluateDenoise } = await import("./commands/evaluate.ts");
      await evaluateDenoise(flags, context);
    });

  computing(denoising(group.command("photos")))
    .description("remove the noise of photos with a known clean version; print PSNR and SSIM")
    .requiredOption("--data <dir>", "folder of pairs NAME_real and NAME_mean, in colour or gray")
    .option("--sigma <list>", "noise levels to compare, such as auto,5,10", "auto")
    .option("--limit <N>", "use only the first N pairs")
    .option("--json", "print a JSON object")
    .action(async (flags) => {
      const { evaluatePhotos } = await import("./commands/evaluate-photos.ts");
      await evaluatePhotos({ ...flags, seed: "0" }, context);
    });

  solving(evaluating("deblur", "blur images and add noise, then remove both"))
    .requiredOption("--kernel <K>", "folder of kernel files, which are all used, or a kernel as for deblur")
    .requiredOption(
      "--sigma <list>",
      "noise levels, such as 2.55,10.2; with --captured, those to assume, or auto",
    )
    .option(
      "--captured <dir>",
      "folder of pictures that a camera blurred, IMAGE_KERNEL.png, to restore and align, instead of blurring",
    )
    .addOption(boundaryOption("as for deblur; with valid, only measured pixels count", "valid"))
    .option("--shave <N>", "rows and columns to ignore at every edge (default: 0; 15 with --captured)")
    .action(async (flags) => {
      const { evaluateDeblur } = await import("./commands/evaluate-deblur.ts");
      const { evaluateCaptured } = await import("./commands/evaluate-captured.ts");
      await (flags.captured === undefined ? evaluateDeblur : evaluateCaptured)(flags, context);
    });

  solving(evaluating("upscale", "downscale images and enlarge them"))
    .requiredOption("--scale <list>", "factors, such as 2,3,4")
    .option("--kernel <K>", "blur before downscaling, as for upscale (default: bicubic)")
    .option("--sigma <N>", "noise level of the downscaled images", "0")
    .option("--assume <N|auto>", "noise level to assume for downscaled images without noise", "auto")
    .option("--shave <N>", "rows and columns to ignore at every edge (default: the factor)")
    .action(async (flags) => {
      const { evaluateUpscale } = await import("./commands/evaluate-upscale.ts");
      await evaluateUpscale(flags, context);
    });

  const [plugin, pluginOption] = pluginOptions();
  solving(evaluating("restore", "apply a plugin to images and add noise, then remove both"))
    .addOption(plugin!.makeOptionMandatory())
    .addOption(pluginOption!)
    .requiredOption("--sigma <list>", "noise levels, such as 2.55,10.2")
    .option("--shave <N>", "rows and columns to ignore at every edge", "0")
    .action(async (flags) => {
      const { evaluateRestore } = await import("./commands/evaluate-restore.ts");
      await evaluateRestore(flags, context);
    });

  solving(evaluating("inpaint", "remove random pixels from images and fill them in"))
    .requiredOption("--missing <list>", "percentages of missing pixels, such as 50,80")
    .option("--sigma <N>", "noise level of the known pixels", "0")
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
