import { Command, Option } from "commander";
import manifest from "../package.json" with { type: "json" };
import { computing } from "./backend-option.ts";
import type { Context } from "./context.ts";
import { addEvaluating } from "./evaluating-commands.ts";
import { addExamples } from "./help-examples.ts";
import { applyConfig } from "./load-config.ts";
import { reading } from "./read-options.ts";
import { MODEL, restoring } from "./restoring-command.ts";

const KERNEL = "image or .npy file, gaussian:SIGMA[,SIDE], disk:RADIUS or motion:LENGTH,ANGLE";

/** Options of an operator of the user's own. */
function plugging(command: Command, required: boolean): Command {
  const plugin = new Option(
    "--plugin <module>",
    "operator of your own: a JavaScript file or an installed package",
  );
  return command
    .addOption(required ? plugin.makeOptionMandatory() : plugin.conflicts(["kernel", "boundary", "decimate"]))
    .option(
      "--plugin-option <name=value>",
      "option of the plugin, as JSON or text; may be given again",
      (text: string, before: readonly string[] = []) => [...before, text],
    );
}

/** Options of the solver. */
function solving(command: Command): Command {
  return command
    .option(
      "--iterations <N>",
      "iterations of the solver; default: 12, or 16 for missing pixels and unknown borders",
    )
    .option("--schedule <S>", "plugAndPlay (default) or paper");
}

/** The command line as commander sees it; every command is loaded when it is asked for. */
export function createProgram(context: Context, writeHelp: (text: string) => void): Command {
  const program = new Command("genericdp")
    .description("Restores images with small learned models: noise, blur, lost resolution, missing pixels.")
    .version(manifest.version)
    .option("--config <file>", "defaults for options, by command: a .json, .js or .ts file")
    .exitOverride()
    .configureHelp({ showGlobalOptions: true })
    .configureOutput({ writeOut: writeHelp, writeErr: () => undefined })
    .hook("preSubcommand", async () => {
      const { config } = program.opts<{ config?: string }>();
      if (config !== undefined) await applyConfig(program, context.folder, config);
    });

  restoring(program, "denoise", "remove the noise of an image: PNG, JPEG, WebP, TIFF, AVIF, GIF, BMP or .npy")
    .option("--self-ensemble", "restore all eight flips and turns and take the mean: 8 times the work")
    .action(async (paths, flags) => {
      const { denoise } = await import("./commands/denoise.ts");
      await denoise(paths, flags, context);
    });

  solving(restoring(program, "deblur", "remove a known blur, and noise, from an image"))
    .requiredOption("--kernel <K>", KERNEL)
    .option(
      "--boundary <B>",
      "what the blur saw beyond the edges: circular, symmetric, replicate or valid",
      "valid",
    )
    .action(async (paths, flags) => {
      const { deblur } = await import("./commands/deblur.ts");
      await deblur(paths, flags, context);
    });

  solving(restoring(program, "upscale", "make an image larger"))
    .requiredOption("--scale <N>", "times as wide and high: 2, 3, 4 … 8")
    .option("--kernel <K>", `the blur before pixels were left out, default: bicubic; else ${KERNEL}`)
    .action(async (paths, flags) => {
      const { upscale } = await import("./commands/upscale.ts");
      await upscale(paths, flags, context);
    });

  solving(restoring(program, "inpaint", "fill in missing pixels of an image", "none"))
    .requiredOption("--mask <file>", "image of the same size, bright where pixels are missing")
    .action(async (paths, flags) => {
      const { inpaint } = await import("./commands/inpaint.ts");
      await inpaint(paths, flags, context);
    });

  solving(
    restoring(program, "despeckle", "find specks of dust and impulse noise, and fill them in", "none"),
  ).action(async (paths, flags) => {
    const { despeckle } = await import("./commands/despeckle.ts");
    await despeckle(paths, flags, context);
  });

  plugging(
    solving(restoring(program, "restore", "undo what an operator of your own does to images")),
    true,
  ).action(async (paths, flags) => {
    const { restore } = await import("./commands/restore.ts");
    await restore(paths, flags, context);
  });

  const degrading = program
    .command("degrade")
    .description("blur, shrink and add noise to an image, in this order, to make test inputs")
    .argument("<in>", "image to read")
    .argument("<out>", "image to write; .npy is neither clipped nor rounded")
    .option("--kernel <K>", KERNEL)
    .option("--boundary <B>", "circular, symmetric, replicate or valid", "symmetric")
    .option("--decimate <N>", "keep every Nth row and column", "1");
  plugging(reading(degrading), false)
    .option("--sigma <N>", "standard deviation of the noise in gray levels (0..255)", "0")
    .option("--seed <N>", "seed of the noise", "0")
    .option("--force", "replace the input file")
    .action(async (input, output, flags) => {
      const { degrade } = await import("./commands/degrade.ts");
      await degrade(input, output, flags, context);
    });

  addEvaluating(program, context);

  program
    .command("train")
    .description("train a model from a recipe file")
    .requiredOption("--recipe <file>", "recipe: a JSON file with the architecture and the phases of training")
    .requiredOption("--data <dir>", "folder of clean images; colour is turned gray")
    .requiredOption("--out <model>", "model file to write; checkpoint, log and report go beside it")
    .option("--validation <dir>", "folder of images to measure progress on; the best model is kept")
    .option("--start <model>", "model to start from, of the recipe's architecture; default: untrained")
    .option("--workers <N>", "threads; default: one per processor")
    .option("--resume", "go on from OUT.checkpoint")
    .option("--minutes <M>", "stop after so long, even before the last step")
    .addOption(new Option("--checkpoint-minutes <M>", "time between two checkpoints").default("2").hideHelp())
    .action(async (flags) => {
      const { train } = await import("./commands/train.ts");
      await train(flags, context);
    });

  program
    .command("info")
    .description("tell what is in a model file")
    .argument("[model]", "model file; default: the bundled model")
    .option("--report <html>", "write a page with pictures of the filters and plots of all functions")
    .option("--json", "print one JSON object")
    .action(async (file, flags) => {
      const { info } = await import("./commands/info.ts");
      await info(file, flags, context);
    });

  reading(program.command("estimate"))
    .description("estimate the noise level of an image")
    .argument("<in>", "image to read; - is standard input")
    .option("--json", "print one JSON object")
    .action(async (input, flags) => {
      const { estimate } = await import("./commands/estimate.ts");
      await estimate(input, flags, context);
    });

  computing(program.command("bench"))
    .description("tell how fast this machine denoises, in megapixels a second")
    .option("--sizes <list>", "widths and heights of the squares", "256,512,1024,2048")
    .option("--threads <list>", "numbers of threads; default: 1, 2, 4 … up to one per processor")
    .option("--model <model>", MODEL)
    .option("--json", "print one JSON object")
    .action(async (flags) => {
      const { bench } = await import("./commands/bench.ts");
      await bench(flags, context);
    });

  program
    .command("completion")
    .description("print a script by which a shell completes commands and options")
    .argument("<shell>", "bash, zsh or fish")
    .action(async (shell) => {
      const { completion } = await import("./commands/completion.ts");
      await completion(shell, program, context);
    });

  addExamples(program);
  return program;
}
