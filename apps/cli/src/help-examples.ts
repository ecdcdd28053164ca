import { VERBS } from "./verbs.ts";
import type { Command } from "commander";

/** For each command, by its path, how it may be used and what that does. */
const EXAMPLES: Readonly<Record<string, readonly (readonly [call: string, purpose: string])[]>> = {
  ...Object.fromEntries(VERBS.map(({ name, examples }) => [name, examples])),
  degrade: [
    ["degrade clean.png noisy.png --sigma 25 --seed 1", "add noise"],
    ["degrade clean.png small.npy --kernel gaussian:1.2 --decimate 2", "blur and shrink, not rounded"],
  ],
  "evaluate denoise": [["evaluate denoise --data photos --sigma 15,25,50", "at three noise levels"]],
  "evaluate photos": [
    ["evaluate photos --data pairs --sigma auto,5,10,15", "found levels against given ones"],
  ],
  "evaluate deblur": [
    ["evaluate deblur --data photos --kernel gaussian:1.6 --sigma 2", "one kernel"],
    ["evaluate deblur --data photos --kernel kernels --sigma 2.55,10.2", "each kernel file of a folder"],
  ],
  "evaluate restore": [
    ["evaluate restore --data photos --plugin ./vignette.mjs --sigma 2", "an operator of yours"],
  ],
  "evaluate upscale": [["evaluate upscale --data photos --scale 2,3,4", "after bicubic shrinking"]],
  "evaluate deblock": [
    ["evaluate deblock --data photos --jpeg-quality 10,20,30,40", "as the literature does it"],
  ],
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
  estimate: [
    ["estimate photo.jpg", "its noise, as denoise would take it"],
    ["estimate photo.jpg --plot noise.svg", "drawn, at each brightness"],
  ],
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
