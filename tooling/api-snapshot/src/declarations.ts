/** The name and text of a declaration file. */
export interface DeclarationFile {
  readonly name: string;
  readonly text: string;
}

/**
 * The public types of a package as text: the names that each entry exports, and every declaration. Comments
 * are removed and declarations sorted, so that moving code between files changes nothing.
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

/** The names that a file exports, in any syntax. */
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

/** The declarations of a file, one text each. A line without indentation starts a new one. */
function declarationsOf(text: string): string[] {
  const declarations: string[] = [];
  for (const line of withoutComments(text).split("\n")) {
    if (line.trim() === "" || /^(import|export \{|export type \{|\/\/)/.test(line)) continue;
    if (/^[\s})\]]/.test(line) && declarations.length > 0)
      declarations[declarations.length - 1] += `\n${line}`;
    // The list of names already says which declarations are exported.
    else declarations.push(line.replace(/^export /, "").replace(/^declare /, ""));
  }
  return declarations;
}

function withoutComments(text: string): string {
  return text.replaceAll(/^[ \t]*\/\*[\s\S]*?\*\/[ \t]*\n?/gm, "").replaceAll(/\/\*[\s\S]*?\*\//g, "");
}
