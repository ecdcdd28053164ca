import { Option } from "commander";
import type { Command } from "commander";
import { computing } from "./backend-option.ts";
import { reading } from "./read-options.ts";

/** What `--model` takes. */
export const MODEL: string =
  "gray (the default), gray-tiny or gray-paper, which are part of the program, or a model file";

/** A command that makes an image file of another, or with `--out-dir` many of many. */
export function restoring(program: Command, name: string, description: string, sigma = "auto"): Command {
  const command = computing(program.command(name))
    .description(description)
    .usage(`[options] <in> <out>\n       ${program.name()} ${name} [options] <in...> --out-dir <dir>`)
    .argument(
      "<in...>",
      "image to read, image to write; - is standard input, output; with --out-dir images and folders to read",
    )
    .option("--sigma <N|auto>", "standard deviation of the noise in gray levels (0..255)", sigma)
    .option("--model <model>", MODEL)
    .option("--strength <F>", "factor on the noise level: below 1 keeps more detail, above 1 smooths more")
    .option("--quality <Q>", "1 to 100, of JPEG, WebP and AVIF; 90 unless given")
    .option("--preview", "write crops of before and after beside the output, as OUT.preview.png")
    .option("--out-dir <dir>", "folder for the outputs, made where it is missing")
    .option("--recursive", "look into folders within folders; the outputs lie in folders of the same names")
    .option("--suffix <S>", "to put behind the names of outputs, before the extension")
    .addOption(
      // Checked by ourselves: .jpg and .tif are formats too.
      Object.assign(
        new Option(
          "--format <F>",
          "format to write, whatever the name; with --out-dir default: as the input",
        ),
        {
          argChoices: ["png", "jpeg", "webp", "tiff", "avif", "npy"],
        },
      ),
    )
    .option("--jobs <N>", "files worked on at the same time: 2 unless given")
    .option("--all-frames", "restore every frame of an animation, every page of a TIFF; to .webp or .tif")
    .option("--json", "print one JSON object; with --out-dir one a file, and one in the end")
    .option("--force", "let OUT be IN; with --out-dir do again what is done, replace what is there");
  return reading(command);
}
