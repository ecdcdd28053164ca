import { VERBS } from "./verbs.ts";
import type { Command } from "commander";

/** Example calls of each command, by its path. */
const EXAMPLES: Readonly<Record<string, readonly (readonly [call: string, purpose: string])[]>> = {
  ...Object.fromEntries(VERBS.map(({ name, examples }) => [name, examples])),
  degrade: [
    ["degrade clean.png noisy.png --sigma 25 --seed 1", "add noise"],
    [
      "degrade clean.png small.npy --kernel gaussian:1.2 --decimate 2",
      "blur and downscale, without rounding",
    ],
  ],
  "evaluate denoise": [["evaluate denoise --data photos --sigma 15,25,50", "at three noise levels"]],
  "evaluate photos": [
    ["evaluate photos --data pairs --sigma auto,5,10,15", "compare estimated with given levels"],
  ],
  "evaluate deblur": [
    ["evaluate deblur --data photos --kernel gaussian:1.6 --sigma 2", "one kernel"],
    ["evaluate deblur --data photos --kernel kernels --sigma 2.55,10.2", "all kernel files in a folder"],
  ],
  "evaluate restore": [
    ["evaluate restore --data photos --plugin ./vignette.mjs --sigma 2", "your own operator"],
  ],
  "evaluate upscale": [["evaluate upscale --data photos --scale 2,3,4", "after bicubic downscaling"]],
  "evaluate deblock": [
    ["evaluate deblock --data photos --jpeg-quality 10,20,30,40", "at the usual qualities of the literature"],
  ],
  "evaluate inpaint": [
    ["evaluate inpaint --data photos --missing 50,80", "with 50 % and 80 % of the pixels missing"],
  ],
  train: [
    ["train --recipe recipe.json --data photos --out my.genericdp", "train a model"],
    ["train --recipe recipe.json --data photos --out my.genericdp --resume", "continue where it stopped"],
  ],
  info: [
    ["info", "describe the bundled model"],
    ["info my.genericdp --report my.html", "a page with its filters and influence functions"],
  ],
  export: [["export gray gray.onnx", "for ONNX Runtime: any size, noise level as an input"]],
  examine: [
    ["examine photo.jpg", "what is wrong, and which command helps"],
    ["examine photo.jpg --json", "the same for scripts"],
  ],
  estimate: [
    ["estimate photo.jpg", "the noise that denoise would remove"],
    ["estimate photo.jpg --plot noise.svg", "the noise by brightness, as a plot"],
  ],
  bench: [
    ["bench", "megapixels per second at several sizes and numbers of threads"],
    ["bench --sizes 1024 --threads 1,4 --json", "selected sizes and threads, as JSON"],
  ],
  completion: [
    ["completion bash > ~/.local/share/bash-completion/completions/genericdp", "for bash"],
    ["completion fish > ~/.config/fish/completions/genericdp.fish", "for fish"],
    ["completion zsh > ~/.zfunc/_genericdp", "for zsh, if ~/.zfunc is in fpath"],
  ],
};

/** Appends examples to the help of a command and its subcommands. */
export function addExamples(command: Command, path: readonly string[] = []): void {
  const examples = EXAMPLES[path.join(" ")];
  if (examples !== undefined) {
    const lines = examples.map(([call, purpose]) => `  # ${purpose}\n  genericdp ${call}`);
    command.addHelpText("after", `\nExamples:\n${lines.join("\n")}`);
  }
  for (const inner of command.commands) addExamples(inner, [...path, inner.name()]);
}
