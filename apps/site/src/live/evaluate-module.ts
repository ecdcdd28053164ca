/**
 * Evaluates the code of an ES module that imports only from the given modules.
 *
 * @returns its exported functions and constants.
 * @throws ReferenceError for any other import; whatever the code throws.
 */
export function evaluateModule(
  code: string,
  modules: Readonly<Record<string, object>>,
): Readonly<Record<string, unknown>> {
  const exports: string[] = [];
  const body = code
    .replaceAll(/^import\s+(.+?)\s+from\s+["'](.+?)["'];?/gms, (_, names: string, from: string) => {
      if (!(from in modules)) {
        const known = Object.keys(modules).join(", ");
        throw new ReferenceError(`expected an import from ${known}, got one from ${from}`);
      }
      const bound = names.replace(/^\*\s+as\s+/, "").replaceAll(/\s+as\s+/g, ": ");
      return `const ${bound} = modules[${JSON.stringify(from)}];`;
    })
    .replaceAll(
      /^export\s+((?:async\s+)?function\s*\*?|const|let)\s+(\w+)/gm,
      (_, kind: string, name: string) => {
        exports.push(name);
        return `${kind} ${name}`;
      },
    );
  // oxlint-disable-next-line no-new-func -- the visitor's own code, in the visitor's own browser
  const evaluate = new Function("modules", `"use strict";\n${body}\nreturn { ${exports.join(", ")} };`);
  return (evaluate as (given: typeof modules) => Readonly<Record<string, unknown>>)(modules);
}
