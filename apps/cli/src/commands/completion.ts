import type { Command } from "commander";
import { bashCompletion } from "../completion/bash-completion.ts";
import { commandWords } from "../completion/command-words.ts";
import type { CommandWords } from "../completion/command-words.ts";
import { fishCompletion } from "../completion/fish-completion.ts";
import { zshCompletion } from "../completion/zsh-completion.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { print } from "../print.ts";

const SCRIPTS: Readonly<Record<string, (program: string, words: readonly CommandWords[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** `genericdp completion SHELL`: prints a script that lets a shell complete this command line. */
export async function completion(shell: string, program: Command, { stdout }: Context): Promise<void> {
  const script = Object.hasOwn(SCRIPTS, shell) ? SCRIPTS[shell] : undefined;
  if (script === undefined) throw new UsageError(`expected bash, zsh or fish, got ${shell}`);
  await print(stdout, script(program.name(), commandWords(program)));
}
