import type { CommandWords } from "./command-words.ts";

/** A script for bash that completes commands, options and their choices, and files otherwise. */
export function bashCompletion(program: string, words: readonly CommandWords[]): string {
  const inner = words.filter(({ path }) => path.length > 0);
  const groups = words.filter(({ commands }) => commands.length > 0);
  const name = `_${program.replaceAll(/\W/g, "_")}`;
  return `# Completes ${program} in bash: source <(${program} completion bash)
${name}() {
  local current="\${COMP_WORDS[COMP_CWORD]}" before="\${COMP_WORDS[COMP_CWORD - 1]}" path="" i
  COMPREPLY=()
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "$path \${COMP_WORDS[i]}" in
${inner.map(({ path }) => `      ${quote(stepTo(path))}) path=${quote(path.join(" "))} ;;`).join("\n")}
    esac
  done
  case "$path $before" in
${words.flatMap((command) => choices(command)).join("\n")}
  esac
  if [[ $current == -* ]]; then
    case "$path" in
${words.map(({ path, options }) => `      ${answer(path, options)}`).join("\n")}
    esac
  else
    case "$path" in
${groups.map(({ path, commands }) => `      ${answer(path, commands)}`).join("\n")}
    esac
  fi
}
complete -o default -F ${name} ${program}
`;
}

/** The previous path and the word that leads to this one, separated by a space. */
function stepTo(path: readonly string[]): string {
  return `${path.slice(0, -1).join(" ")} ${path.at(-1)}`;
}

function choices({ path, options }: CommandWords): string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(({ name, choices: words }) => {
      const found =
        words.length === 0 ? "" : ` COMPREPLY=($(compgen -W ${quote(words.join(" "))} -- "$current"));`;
      // Without an answer, bash completes file names.
      return `    ${quote(`${path.join(" ")} ${name}`)})${found} return ;;`;
    });
}

function answer(path: readonly string[], words: readonly { readonly name: string }[]): string {
  const list = quote(words.map(({ name }) => name).join(" "));
  return `${quote(path.join(" "))}) COMPREPLY=($(compgen -W ${list} -- "$current")) ;;`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}
