import type { Command } from "commander";

/** For each command, by its path, how it may be used and what that does. */
const EXAMPLES: Readonly<Record<string, readonly (readonly [call: string, purpose: string])[]>> = {
  denoise: [
    ["denoise noisy.jpg clean.png", "one image, the noise level estimated"],
    ["denoise noisy.png clean.png --sigma 12 --strength 0.8", "keep more of the grain"],
    ["denoise photos/*.jpg --out-dir clean", "many; what is done already is skipped the next time"],
    ["denoise noisy.png clean.png --backend auto", "on what is fastest here: a GPU, WebAssembly, TensorFlow"],
    ["denoise photos --recursive --out-dir clean --format webp --quality 92 --preview", "a whole folder"],
  ],
  deblur: [
    ["deblur blurred.png sharp.png --kernel gaussian:1.6", "a blur known as a Gaussian"],
    ["deblur shaken.jpg sharp.jpg --kernel motion:15,30 --sigma 2", "15 pixels along 30 degrees"],
    ["deblur scans --out-dir sharp --kernel psf.png", "a folder, by a measured kernel"],
  ],
  upscale: [
    ["upscale small.png large.png --scale 2", "what was shrunk by bicubic interpolation"],
    ["upscale small/*.png --out-dir large --scale 3 --suffix -x3", "many, under names of their own"],
  ],
  inpaint: [
    ["inpaint scratched.png whole.png --mask scratches.png", "fill in what is bright in the mask"],
    ["inpaint frames --out-dir whole --mask logo.png", "the same place in each image of a folder"],
  ],
  despeckle: [
    ["despeckle fax.tif clean.tif", "a scan of black and white, which stays one"],
    ["despeckle dusty.jpg clean.jpg --sigma 3", "a photo with specks, and a little noise"],
  ],
  restore: [
    [
      "restore dark.png even.png --plugin ./vignette.mjs --plugin-option strength=0.5",
      "an operator of yours",
    ],
  ],
  degrade: [
    ["degrade clean.png noisy.png --sigma 25 --seed 1", "add noise"],
    ["degrade clean.png small.npy --kernel gaussian:1.2 --decimate 2", "blur and shrink, not rounded"],
  ],
  "evaluate denoise": [["evaluate denoise --data photos --sigma 15,25,50", "at three noise levels"]],
  "evaluate deblur": [
    ["evaluate deblur --data photos --kernel gaussian:1.6 --sigma 2", "one kernel"],
    ["evaluate deblur --data photos --kernel kernels --sigma 2.55,10.2", "each kernel file of a folder"],
  ],
  "evaluate upscale": [["evaluate upscale --data photos --scale 2,3,4", "after bicubic shrinking"]],
  "evaluate inpaint": [
    ["evaluate inpaint --data photos --missing 50,80", "with half and a fifth of the pixels"],
  ],
  train: [
    ["train --recipe recipe.json --data photos --out my.genericdp", "train a model"],
    ["train --recipe recipe.json --data photos --out my.genericdp --resume", "go on where it stopped"],
  ],
  info: [
    ["info", "what the bundled model is"],
    ["info my.genericdp --report my.html", "a page with its filters and functions"],
  ],
  estimate: [["estimate photo.jpg", "its noise level, as denoise would take it"]],
  bench: [
    ["bench", "megapixels a second at a few sizes and numbers of threads"],
    ["bench --sizes 1024 --threads 1,4 --json", "only these, for programs"],
  ],
  completion: [
    ["completion bash > ~/.local/share/bash-completion/completions/genericdp", "for every new bash"],
    ["completion fish > ~/.config/fish/completions/genericdp.fish", "for fish"],
    ["completion zsh > ~/.zfunc/_genericdp", "for zsh, where ~/.zfunc is in fpath"],
  ],
};

/** Has the help of a command and of all commands within end with examples. */
export function addExamples(command: Command, path: readonly string[] = []): void {
  const examples = EXAMPLES[path.join(" ")];
  if (examples !== undefined) {
    const lines = examples.map(([call, purpose]) => `  # ${purpose}\n  genericdp ${call}`);
    command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
  }
  for (const inner of command.commands) addExamples(inner, [...path, inner.name()]);
}
