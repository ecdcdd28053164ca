import type { Command } from "commander";

/** What may be typed behind a command. */
export interface CommandWords {
  /** The names that lead to it; none for the program itself. */
  readonly path: readonly string[];
  readonly commands: readonly Word[];
  readonly options: readonly OptionWord[];
}

export interface Word {
  readonly name: string;
  readonly description: string;
}

export interface OptionWord extends Word {
  /** Whether another word belongs to it. */
  readonly takesValue: boolean;
  /** All that the word can be, where that is known. */
  readonly choices: readonly string[];
}

/** The words of a command and of all commands within, as its help lists them. */
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
