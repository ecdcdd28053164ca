import { dirname, relative, resolve } from "node:path";

import { findPackage, listRuntimeDependencies, type Package } from "../manifest.ts";
import type { Rule } from "../rule.ts";

/**
 * Sources may import only run-time dependencies that their package.json declares; tests and configs may
 * import all declared dependencies. No relative import leaves the package. The manifests follow the arrows,
 * so the imports do too.
 */
export const declaredImports: Rule = {
  meta: { docs: { description: "imports must be declared by the package and stay inside it" } },
  create(context) {
    const from = findPackage(context.filename);
    const check = (node: Literal | null): void => {
      if (node === null || typeof node.value !== "string") return;
      const message = findProblem(context.filename, from, node.value);
      if (message !== undefined) context.report({ node, message });
    };
    return {
      ImportDeclaration: (node) => check(node.source),
      ExportNamedDeclaration: (node) => check(node.source),
      ExportAllDeclaration: (node) => check(node.source),
      ImportExpression: (node) => check(node.source.type === "Literal" ? node.source : null),
    };
  },
};

interface Literal {
  readonly value: unknown;
  readonly start: number;
  readonly end: number;
  readonly range: [number, number];
  readonly loc: { start: { line: number; column: number }; end: { line: number; column: number } };
}

function findProblem(file: string, from: Package, specifier: string): string | undefined {
  if (specifier.startsWith("node:")) return undefined;
  const { directory, manifest } = from;
  const inSources = isWithin(file, resolve(directory, "src"));
  if (specifier.startsWith(".")) {
    const target = resolve(dirname(file), specifier);
    if (!isWithin(target, directory)) return `${specifier} leaves ${manifest.name}: import packages by name`;
    if (inSources && isWithin(target, resolve(directory, "test"))) return "sources may not import tests";
    return undefined;
  }
  // A file of the package itself that depends on the platform; package.json maps it.
  if (specifier.startsWith("#")) {
    return manifest.imports?.[specifier] === undefined
      ? `${specifier} is not declared by ${manifest.name}`
      : undefined;
  }
  const name = specifier.split("/", specifier.startsWith("@") ? 2 : 1).join("/");
  if (name === manifest.name) return inSources ? "sources import their own files by path" : undefined;
  const declared = listRuntimeDependencies(manifest);
  if (declared.includes(name)) return undefined;
  const forDevelopment = manifest.devDependencies?.[name] !== undefined;
  if (!forDevelopment) return `${name} is not declared by ${manifest.name}`;
  return inSources ? `${name} is only a development dependency of ${manifest.name}` : undefined;
}

function isWithin(path: string, directory: string): boolean {
  const steps = relative(directory, path);
  return steps !== ".." && !steps.startsWith("../");
}
