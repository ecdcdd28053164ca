import type { CommandWords, Word } from "./command-words.ts";

/** A script for zsh that completes commands and options with descriptions, choices, and otherwise files. */
export function zshCompletion(program: string, words: readonly CommandWords[]): string {
  const inner = words.filter(({ path }) => path.length > 0);
  const groups = words.filter(({ commands }) => commands.length > 0);
  const name = `_${program.replaceAll(/\W/g, "_")}`;
  return `#compdef ${program}
# Completes ${program} in zsh: source <(${program} completion zsh)
${name}() {
  local before="\${words[CURRENT - 1]}" path_=""
  local -a found
  integer i
  for ((i = 2; i < CURRENT; i++)); do
    case "$path_ \${words[i]}" in
${inner.map(({ path }) => `      ${step(path)}`).join("\n")}
    esac
  done
  case "$path_ $before" in
${words.flatMap((command) => values(command)).join("\n")}
  esac
  if [[ "\${words[CURRENT]}" == -* ]]; then
    case "$path_" in
${words.map(({ path, options }) => `      ${answer(path, options)} ;;`).join("\n")}
    esac
    _describe -o option found
    return
  fi
  case "$path_" in
${groups.map(({ path, commands }) => `    ${answer(path, commands)}; _describe command found ;;`).join("\n")}
    *) _files ;;
  esac
}
if [[ "\${funcstack[1]}" == ${name} ]]; then ${name} "$@"; else compdef ${name} ${program}; fi
`;
}

/** A shell case: from the previous path and the next word to the new path. */
function step(path: readonly string[]): string {
  const before = `${path.slice(0, -1).join(" ")} ${path.at(-1)}`;
  return `${quote(before)}) path_=${quote(path.join(" "))} ;;`;
}

function answer(path: readonly string[], words: readonly Word[]): string {
  return `${quote(path.join(" "))}) found=(${list(words)})`;
}

function values({ path, options }: CommandWords): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(({ name, choices }) => {
      const found = choices.length === 0 ? "_files" : `compadd -- ${choices.map(quote).join(" ")}`;
      return `    ${quote(`${path.join(" ")} ${name}`)}) ${found}; return ;;`;
    });
}

/** Words with their descriptions after a colon, as _describe expects. */
function list(words: readonly Word[]): string {
  return words
    .map(({ name, description }) => quote(`${name}:${description.replaceAll(":", "\\:")}`))
    .join(" ");
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
