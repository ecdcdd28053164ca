import { Command, Option } from "commander";
import manifest from "../package.json" with { type: "json" };
import { computing } from "./backend-option.ts";
import { denoising } from "./choose-denoiser.ts";
import type { Context } from "./context.ts";
import { addEvaluating } from "./evaluating-commands.ts";
import { addExamples } from "./help-examples.ts";
import { applyConfig } from "./load-config.ts";
import { reading } from "./read-options.ts";
import { pluginOptions } from "./plugin/plugin-options.ts";
import { addVerb } from "./restoring-command.ts";
import { boundaryOption } from "./solver-options.ts";
import { KERNEL, VERBS, noiseKind } from "./verbs.ts";

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

  for (const verb of VERBS) addVerb(program, verb, context);

  const degrading = program
    .command("degrade")
    .description("blur, shrink and add noise to an image, in this order, to make test inputs")
    .argument("<in>", "image to read")
    .argument("<out>", "image to write; .npy is neither clipped nor rounded")
    .option("--kernel <K>", KERNEL)
    .addOption(boundaryOption("what the blur sees beyond the edges", "symmetric"))
    .option("--decimate <N>", "keep every Nth row and column", "1");
  const [plugin, pluginOption] = pluginOptions();
  reading(degrading)
    .addOption(plugin!.conflicts(["kernel", "boundary", "decimate"]))
    .addOption(pluginOption!)
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
    .description("tell the noise of an image")
    .argument("<in>", "image to read; - is standard input")
    .addOption(noiseKind())
    .option("--plot <svg>", "draw the noise at each brightness into an SVG file")
    .option("--json", "print one JSON object")
    .action(async (input, flags) => {
      const { estimate } = await import("./commands/estimate.ts");
      await estimate(input, flags, context);
    });

  computing(denoising(program.command("bench")))
    .description("tell how fast this machine denoises, in megapixels a second")
    .option("--sizes <list>", "widths and heights of the squares", "256,512,1024,2048")
    .option("--threads <list>", "numbers of threads; default: 1, 2, 4 … up to one per processor")
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
