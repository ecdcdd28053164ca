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

/** The command line as a commander program. Commands are imported on demand. */
export function createProgram(context: Context, writeHelp: (text: string) => void): Command {
  const program = new Command("genericdp")
    .description("Restores images with small learned models: noise, blur, lost resolution, missing pixels.")
    .version(manifest.version)
    .option("--config <file>", "file with defaults for options, by command: .json, .js or .ts")
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
    .description("blur an image, downscale it and add noise, in this order, to make test images")
    .argument("<in>", "image to read")
    .argument("<out>", "image to write; .npy neither clips nor rounds")
    .option("--kernel <K>", KERNEL)
    .addOption(boundaryOption("what lies beyond the edges of the image", "symmetric"))
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
    .requiredOption("--recipe <file>", "JSON file with the architecture and the phases of training")
    .requiredOption("--data <dir>", "folder of clean images; colour is converted to gray")
    .requiredOption("--out <model>", "model file to write, with a checkpoint, log and report next to it")
    .option("--validation <dir>", "folder of images for validation; the best model is kept")
    .option("--start <model>", "model to start from, with the recipe's architecture (default: untrained)")
    .option("--workers <N>", "number of threads (default: one per processor)")
    .option("--resume", "continue from OUT.checkpoint")
    .option("--minutes <M>", "stop after M minutes, even before the last step")
    .addOption(
      new Option("--checkpoint-minutes <M>", "minutes between two checkpoints").default("2").hideHelp(),
    )
    .action(async (flags) => {
      const { train } = await import("./commands/train.ts");
      await train(flags, context);
    });

  program
    .command("info")
    .description("describe a model file")
    .argument("[model]", "bundled model or model file (default: gray)")
    .option("--report <html>", "write an HTML page with pictures of the filters and plots of all functions")
    .option("--json", "print a JSON object")
    .action(async (file, flags) => {
      const { info } = await import("./commands/info.ts");
      await info(file, flags, context);
    });

  program
    .command("export")
    .description("write a model for other programs: .onnx (ONNX), .npz (NumPy), .mat (MATLAB) or .genericdp")
    .argument("<model>", "bundled model or model file, also an exported one or a .mat file of TNRD")
    .argument("<out>", "file to write; its ending selects the format")
    .action(async (model, output) => {
      const { exportModel } = await import("./commands/export.ts");
      await exportModel(model, output, context);
    });

  reading(program.command("examine"))
    .description("say what is wrong with an image (blur, noise, JPEG compression) and which command helps")
    .argument("<in>", "image to read; - for standard input")
    .option("--json", "print a JSON object")
    .action(async (input, flags) => {
      const { examine } = await import("./commands/examine.ts");
      await examine(input, flags, context);
    });

  reading(program.command("estimate"))
    .description("describe the noise of an image")
    .argument("<in>", "image to read; - for standard input")
    .addOption(noiseKind())
    .option("--plot <svg>", "plot the noise by brightness in an SVG file")
    .option("--json", "print a JSON object")
    .action(async (input, flags) => {
      const { estimate } = await import("./commands/estimate.ts");
      await estimate(input, flags, context);
    });

  computing(denoising(program.command("bench")))
    .description("measure how fast this machine denoises, in megapixels per second")
    .option("--sizes <list>", "sides of the square test images", "256,512,1024,2048")
    .option("--threads <list>", "numbers of threads (default: 1, 2, 4 … up to one per processor)")
    .option("--json", "print a JSON object")
    .action(async (flags) => {
      const { bench } = await import("./commands/bench.ts");
      await bench(flags, context);
    });

  program
    .command("completion")
    .description("print a script that lets the shell complete commands and options")
    .argument("<shell>", "bash, zsh or fish")
    .action(async (shell) => {
      const { completion } = await import("./commands/completion.ts");
      await completion(shell, program, context);
    });

  addExamples(program);
  return program;
}
