import type { Command } from "commander";

/** What may follow a command. */
export interface CommandWords {
  /** The names that lead to the command; empty for the program itself. */
  readonly path: readonly string[];
  readonly commands: readonly Word[];
  readonly options: readonly OptionWord[];
}

export interface Word {
  readonly name: string;
  readonly description: string;
}

export interface OptionWord extends Word {
  /** Whether it is followed by a value. */
  readonly takesValue: boolean;
  /** All possible values, if known. */
  readonly choices: readonly string[];
}

/** The words of a command and its subcommands, as listed in its help. */
export function commandWords(command: Command, path: readonly string[] = []): CommandWords[] {
  const help = command.createHelp();
  const global = path.length === 0 ? [] : help.visibleGlobalOptions(command);
  const options = [...help.visibleOptions(command), ...global]
    .filter(({ long }) => long !== undefined)
    .map(({ long, description, required, optional, argChoices = [] }) => {
      return { name: long!, description, takesValue: required || optional, choices: argChoices };
    });
  const inner = command.commands.filter((one) => help.visibleCommands(command).includes(one));
  const commands = inner.map((one) => ({ name: one.name(), description: one.description() }));
  return [
    { path, commands, options: unique(options) },
    ...inner.flatMap((one) => commandWords(one, [...path, one.name()])),
  ];
}

function unique(options: readonly OptionWord[]): OptionWord[] {
  return [...new Map(options.map((option) => [option.name, option])).values()];
}
