import { posix } from "node:path";

/** The name and text of a declaration file. */
export interface DeclarationFile {
  readonly name: string;
  readonly text: string;
}

/**
 * The public types of a package as text: the names that each entry exports, and every declaration of the
 * entries and of the files that they import, directly or not; other files may be left from older builds.
 * Comments are removed and declarations sorted, so that moving code between files changes nothing.
 *
 * @param entries names of the files that users import.
 */
export function describeApi(present: readonly DeclarationFile[], entries: readonly string[]): string {
  const files = reachable(present, entries);
  const exported = files
    .filter(({ name }) => entries.includes(name))
    .map(({ name, text }) => `${name}: ${exportedNames(text).join(", ")}\n`);
  const declarations = new Set(files.flatMap(({ text }) => declarationsOf(text)));
  return `${exported.toSorted().join("")}\n${[...declarations].toSorted().join("\n")}\n`;
}

function reachable(files: readonly DeclarationFile[], entries: readonly string[]): DeclarationFile[] {
  const reached = new Set(entries);
  for (const name of reached) {
    const text = files.find((file) => file.name === name)?.text ?? "";
    for (const [, path] of withoutComments(text).matchAll(/(?:from |import\()"(\.[^"]*)\.js"/g)) {
      reached.add(`${posix.join(posix.dirname(name), path!)}.d.ts`);
    }
  }
  return files.filter(({ name }) => reached.has(name));
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
