import { Option } from "commander";
import type { Command } from "commander";
import { computing } from "./backend-option.ts";
import type { Context } from "./context.ts";
import { solverOptions } from "./solver-options.ts";
import { restoreTask } from "./verbs.ts";
import type { Verb, VerbFlags } from "./verbs.ts";
import { denoising } from "./choose-denoiser.ts";
import { reading } from "./read-options.ts";

/** Description of `--sigma`. */
const NOISE = "standard deviation of the noise in gray levels, 0.5 to 55 with the bundled model, or auto";

/** A command that restores an image file, or many with `--out-dir`. */
function restoring(program: Command, name: string, description: string, sigma = "auto"): Command {
  const command = program
    .command(name)
    .description(description)
    .usage(`[options] <in> <out>\n       ${program.name()} ${name} [options] <in...> --out-dir <dir>`)
    .argument(
      "<in...>",
      "image to read, image to write (- for standard input, output); with --out-dir, images and folders",
    )
    .optionsGroup("Options:")
    .option("--sigma <N|auto>", NOISE, sigma)
    .option("--strength <F>", "factor for the noise level: below 1 keeps more detail, above 1 smooths more")
    .option("--out-dir <dir>", "restore many images into this folder, which is created if necessary")
    .optionsGroup("Files:")
    .addOption(
      // Checked by our own code, because .jpg and .tif are formats too.
      Object.assign(
        new Option(
          "--format <F>",
          "output format (default: by the name of the output; with --out-dir, that of the input)",
        ),
        { argChoices: ["png", "jpeg", "webp", "tiff", "avif", "npy"] },
      ),
    )
    .option("--quality <Q>", "quality of JPEG, WebP and AVIF, 1 to 100 (default: 90)")
    .addOption(
      Object.assign(
        new Option(
          "--strip <what>",
          "metadata to remove: gps (the location), all (EXIF, XMP, IPTC, comments) or none (default)",
        ),
        { argChoices: ["gps", "all", "none"] },
      ),
    )
    .option("--all-frames", "restore all frames of an animation or all pages of a TIFF; writes .webp or .tif")
    .option("--preview", "also write OUT.preview.png, with crops before and after")
    .option("--recursive", "include subfolders; outputs keep their subfolders")
    .option("--suffix <S>", "text to insert before the extension of each output's name")
    .option("--jobs <N>", "number of files in progress at the same time (default: 2)")
    .option("--force", "replace the input file; with --out-dir, redo everything and replace existing files")
    .option("--json", "print a JSON object; with --out-dir, one per file and a summary");
  denoising(reading(command).optionsGroup("Computing:"));
  // The command's own options go first.
  return computing(command).optionsGroup("Options:");
}

/** A verb as a command. */
export function addVerb(program: Command, verb: Verb, context: Context): void {
  const { name, onlyNoise = false, sigma = "auto" } = verb;
  const command = restoring(program, name, verb.description, sigma);
  for (const option of [...(onlyNoise ? [] : solverOptions()), ...(verb.options ?? [])]) {
    command.addOption(option);
  }
  command.action(async (paths: readonly string[], flags: VerbFlags) => {
    const { restoreFiles } = await import("./restore-file.ts");
    await restoreFiles(paths, flags, await restoreTask(verb, flags, context), context);
  });
}
