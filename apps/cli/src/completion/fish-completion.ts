import type { CommandWords } from "./command-words.ts";

/** A script for fish that completes commands and options with descriptions, choices, and otherwise files. */
export function fishCompletion(program: string, words: readonly CommandWords[]): string {
  const groups = words.flatMap(({ path, commands }) =>
    path.length > 0 && commands.length > 0 ? [path.at(-1)!] : [],
  );
  const lines = [`# Completes ${program} in fish: ${program} completion fish | source`];
  for (const { path, commands, options } of words) {
    const here = condition(path, groups);
    // After a subcommand, no other one follows.
    const none = commands.map(({ name }) => name).join(" ");
    const free = path.length === 0 ? here : `${here}; and not __fish_seen_subcommand_from ${none}`;
    for (const { name, description } of commands) {
      lines.push(`complete -c ${program} -n ${quote(free)} -f -a ${quote(name)} -d ${quote(description)}`);
    }
    for (const { name, description, takesValue, choices } of options) {
      const value = choices.length > 0 ? ` -x -a ${quote(choices.join(" "))}` : takesValue ? " -r" : "";
      const long = quote(name.replace(/^--/, ""));
      lines.push(`complete -c ${program} -n ${quote(here)} -l ${long}${value} -d ${quote(description)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** The condition by which fish recognises that a command is being typed. */
function condition(path: readonly string[], groups: readonly string[]): string {
  if (path.length === 0) return "__fish_use_subcommand";
  // `denoise` is both a command and a subcommand of `evaluate`.
  const others = groups.filter((group) => !path.includes(group));
  return [
    ...path.map((name) => `__fish_seen_subcommand_from ${name}`),
    ...others.map((name) => `not __fish_seen_subcommand_from ${name}`),
  ].join("; and ");
}

function quote(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
