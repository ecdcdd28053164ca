/** A file of declarations: its name, and what is in it. */
export interface DeclarationFile {
  readonly name: string;
  readonly text: string;
}

/**
 * What a package promises, as text: the names that each entry exports, and every declaration, without
 * comments and sorted, so that moving code from file to file changes nothing.
 *
 * @param entries names of the files that users import.
 */
export function describeApi(files: readonly DeclarationFile[], entries: readonly string[]): string {
  const exported = files
    .filter(({ name }) => entries.includes(name))
    .map(({ name, text }) => `${name}: ${exportedNames(text).join(", ")}\n`);
  const declarations = new Set(files.flatMap(({ text }) => declarationsOf(text)));
  return `${exported.toSorted().join("")}\n${[...declarations].toSorted().join("\n")}\n`;
}

/** Names that a file exports, however it does. */
export function exportedNames(text: string): string[] {
  const plain = withoutComments(text);
  const listed = [...plain.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, names]) =>
    names!.split(",").map((name) =>
      name
        .replace(/^\s*type /, "")
        .replace(/^.* as /s, "")
        .trim(),
    ),
  );
  const declared = [
    ...plain.matchAll(
      /^export (?:declare )?(?:abstract )?(?:function|class|const|let|interface|type|enum) (\w+)/gm,
    ),
  ].map(([, name]) => name!);
  return [...new Set([...listed, ...declared])].filter((name) => name !== "").toSorted();
}

/** The declarations of a file, one text each. A new one starts at the margin. */
function declarationsOf(text: string): string[] {
  const declarations: string[] = [];
  for (const line of withoutComments(text).split("\n")) {
    if (line.trim() === "" || /^(import|export \{|export type \{|\/\/)/.test(line)) continue;
    if (/^[\s})\]]/.test(line) && declarations.length > 0)
      declarations[declarations.length - 1] += `\n${line}`;
    // Whether a declaration is exported from its file is said by the list of names.
    else declarations.push(line.replace(/^export /, "").replace(/^declare /, ""));
  }
  return declarations;
}

function withoutComments(text: string): string {
  return text.replaceAll(/^[ \t]*\/\*[\s\S]*?\*\/[ \t]*\n?/gm, "").replaceAll(/\/\*[\s\S]*?\*\//g, "");
}
