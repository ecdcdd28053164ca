import { Option } from "commander";
import type { Command } from "commander";
import { computing } from "./backend-option.ts";
import type { Context } from "./context.ts";
import { solverOptions, solverSettings } from "./solver-options.ts";
import type { Verb, VerbFlags } from "./verbs.ts";
import { denoising } from "./choose-denoiser.ts";
import { reading } from "./read-options.ts";

/** What `--sigma` takes; the range is that of the bundled model. */
const NOISE = "standard deviation of the noise in gray levels, 0.5 to 55 with the bundled model, or auto";

/** A command that makes an image file of another, or with `--out-dir` many of many. */
function restoring(program: Command, name: string, description: string, sigma = "auto"): Command {
  const command = program
    .command(name)
    .description(description)
    .usage(`[options] <in> <out>\n       ${program.name()} ${name} [options] <in...> --out-dir <dir>`)
    .argument(
      "<in...>",
      "image to read, image to write; - is standard input, output; with --out-dir images and folders to read",
    )
    .optionsGroup("Options:")
    .option("--sigma <N|auto>", NOISE, sigma)
    .option("--strength <F>", "factor on the noise level: below 1 keeps more detail, above 1 smooths more")
    .option("--out-dir <dir>", "restore many images, into this folder, which is made where it is missing")
    .optionsGroup("Files:")
    .addOption(
      // Checked by ourselves: .jpg and .tif are formats too.
      Object.assign(
        new Option("--format <F>", "format to write; default: by the output's name, in folders as the input"),
        { argChoices: ["png", "jpeg", "webp", "tiff", "avif", "npy"] },
      ),
    )
    .option("--quality <Q>", "1 to 100, of JPEG, WebP and AVIF; default: 90")
    .addOption(
      Object.assign(
        new Option(
          "--strip <what>",
          "leave out metadata: gps (the place), all (EXIF, XMP, IPTC, comments) or none, the default",
        ),
        { argChoices: ["gps", "all", "none"] },
      ),
    )
    .option("--all-frames", "restore every frame of an animation, every page of a TIFF; to .webp or .tif")
    .option("--preview", "write crops of before and after beside the output, as OUT.preview.png")
    .option("--recursive", "look into folders within folders; the outputs lie in folders of the same names")
    .option("--suffix <S>", "text to put before the extension of each output's name")
    .option("--jobs <N>", "files to work on at the same time; default: 2")
    .option("--force", "replace the input file; in folders restore again and replace what is there")
    .option("--json", "print one JSON object, in folders one for each file and a summary");
  denoising(reading(command).optionsGroup("Computing:"));
  // What a command adds is as important as the first options.
  return computing(command).optionsGroup("Options:");
}

/** A verb as a command. */
export function addVerb(program: Command, verb: Verb, context: Context): void {
  const { name, onlyNoise = false, sigma: usualSigma = "auto" } = verb;
  const command = restoring(program, name, verb.description, usualSigma);
  for (const option of [...(onlyNoise ? [] : solverOptions()), ...(verb.options ?? [])]) {
    command.addOption(option);
  }
  command.action(async (paths: readonly string[], flags: VerbFlags) => {
    const { restoreFiles } = await import("./restore-file.ts");
    const task = await verb.task(flags, context);
    const { selfEnsemble } = flags;
    const options = { ...solverSettings(flags), ...(selfEnsemble && { selfEnsemble }) };
    await restoreFiles(paths, flags, { ...task, command: name, onlyNoise, usualSigma, options }, context);
  });
}
