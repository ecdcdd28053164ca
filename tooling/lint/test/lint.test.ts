import { describe, expect, it } from "vitest";

import { lintFiles } from "./lint-files.ts";

const manifests = {
  "packages/core/package.json": JSON.stringify({
    name: "@genericdp/core",
    dependencies: { "@tensorflow/tfjs-core": "4" },
    devDependencies: { vitest: "5" },
  }),
  "packages/optim/package.json": JSON.stringify({ name: "@genericdp/optim" }),
};

/** Files that each break one rule, with the rule and its message. */
const broken = [
  {
    name: "an import that package.json does not declare",
    file: "packages/optim/src/undeclared.ts",
    text: 'export { relu } from "@tensorflow/tfjs-core";',
    rule: "genericdp(declared-imports)",
    message: "@tensorflow/tfjs-core is not declared by @genericdp/optim",
  },
  {
    name: "a type import that package.json does not declare",
    file: "packages/optim/src/undeclared-type.ts",
    text: 'export type { Denoiser } from "@genericdp/core";',
    rule: "genericdp(declared-imports)",
    message: "@genericdp/core is not declared by @genericdp/optim",
  },
  {
    name: "a dynamic import that package.json does not declare",
    file: "packages/core/src/undeclared-dynamic.ts",
    text: 'export const load = (): Promise<unknown> => import("sharp/lib");',
    rule: "genericdp(declared-imports)",
    message: "sharp is not declared by @genericdp/core",
  },
  {
    name: "a development dependency in a source",
    file: "packages/core/src/development.ts",
    text: 'import { it } from "vitest";\n\nexport const test = it;',
    rule: "genericdp(declared-imports)",
    message: "vitest is only a development dependency of @genericdp/core",
  },
  {
    name: "a subpath import that package.json does not declare",
    file: "packages/core/src/own-name.ts",
    text: 'export { wasm } from "#fastest-backend";',
    rule: "genericdp(declared-imports)",
    message: "#fastest-backend is not declared by @genericdp/core",
  },
  {
    name: "a relative import from another package",
    file: "packages/core/test/neighbour.ts",
    text: 'export { adam } from "../../optim/src/adam.ts";',
    rule: "genericdp(declared-imports)",
    message: "../../optim/src/adam.ts leaves @genericdp/core: import packages by name",
  },
  {
    name: "a source that imports a test",
    file: "packages/core/src/test-import.ts",
    text: 'export { naive } from "../test/naive.ts";',
    rule: "genericdp(declared-imports)",
    message: "sources may not import tests",
  },
  {
    name: "a platform-specific module in a package that runs everywhere",
    file: "packages/core/src/platform.ts",
    text: 'export { readFileSync } from "node:fs";',
    rule: "eslint(no-restricted-imports)",
    message: "'node:fs' import is restricted",
  },
  {
    name: "an import of a package's internals",
    file: "packages/core/test/inside.ts",
    text: 'export { stage } from "@genericdp/core/src/stage.ts";',
    rule: "eslint(no-restricted-imports)",
    message: "",
  },
  {
    name: "a cycle, even of types",
    file: "packages/core/src/cycle.ts",
    text: 'import type { Back } from "./back.ts";\n\nexport interface Forth {\n  readonly back: Back;\n}',
    rule: "import(no-cycle)",
    message: "",
  },
  {
    name: "export *",
    file: "packages/core/src/everything.ts",
    text: 'export * from "./named.ts";',
    rule: "genericdp(no-export-all)",
    message: "",
  },
  {
    name: "a default export",
    file: "packages/core/src/default.ts",
    text: "export default 1;",
    rule: "import(no-default-export)",
    message: "",
  },
  {
    name: "the console",
    file: "packages/core/src/console.ts",
    text: 'export const say = (): void => console.log("hello");',
    rule: "eslint(no-console)",
    message: "",
  },
  {
    name: "any",
    file: "packages/core/src/any.ts",
    text: "export const same = (x: any): unknown => x;",
    rule: "typescript(no-explicit-any)",
    message: "",
  },
  {
    name: "a double type assertion",
    file: "packages/core/src/assertion.ts",
    text: 'export const one = "1" as unknown as number;',
    rule: "genericdp(no-double-assertion)",
    message: "",
  },
  {
    name: "a type imported as a value",
    file: "packages/core/src/value-import.ts",
    text: 'import { Named } from "./named.ts";\n\nexport const named: Named = { name: "" };',
    rule: "typescript(consistent-type-imports)",
    message: "",
  },
  {
    name: "an unused variable",
    file: "packages/core/src/unused.ts",
    text: "const unused = 1;\n\nexport const used = 2;",
    rule: "eslint(no-unused-vars)",
    message: "",
  },
  {
    name: "a note about unfinished work",
    file: "packages/core/src/note.ts",
    text: `export const half = 0.5; // ${"TO"}${"DO"}: measure`,
    rule: "eslint(no-warning-comments)",
    message: "",
  },
  {
    name: "a long line",
    file: "packages/core/src/long.ts",
    text: `export const long = "${"x".repeat(90)}";`,
    rule: "genericdp(line-length)",
    message: "expected at most 110 characters, got 113",
  },
  {
    name: "a test skipped without a reason",
    file: "packages/core/test/silent.test.ts",
    text: 'import { expect, it } from "vitest";\n\nit.skipIf(!self)("is", () => expect(1).toBe(1));',
    rule: "genericdp(skip-with-reason)",
    message: "it.skipIf gives no reason",
  },
  {
    name: "a file named in camel case",
    file: "packages/core/src/camelCase.ts",
    text: "export const camel = 1;",
    rule: "unicorn(filename-case)",
    message: "",
  },
];

const back = 'import type { Forth } from "./cycle.ts";\n\nexport type Back = Forth | null;\n';

const clean = {
  ...manifests,
  "packages/core/src/named.ts": "export interface Named {\n  readonly name: string;\n}\n",
  "packages/core/src/index.ts": 'export type { Named } from "./named.ts";\n',
  "packages/core/src/relu.ts": 'export { relu } from "@tensorflow/tfjs-core";\n',
  "packages/core/test/naive.ts": 'export { it } from "vitest";\n',
  "packages/core/test/named.ts": 'export type { Named } from "../src/named.ts";\n',
  "packages/core/test/reason.test.ts": `import { expect, it } from "vitest";

it("is here", (test) => {
  test.skip(globalThis.window === undefined, "there is no window");
  expect(1).toBe(1);
});
`,
  "packages/core/tsdown.config.ts": "export default {};\n",
};

describe("lint", () => {
  const findings = lintFiles({
    ...clean,
    "packages/core/src/back.ts": back,
    ...Object.fromEntries(broken.map(({ file, text }) => [file, `${text}\n`])),
  });

  it.each(broken)("reports $name", ({ file, rule, message }) => {
    const found = findings.filter((finding) => finding.file === file);
    expect(found.map((finding) => finding.rule)).toEqual([rule]);
    expect(found[0]?.message).toContain(message);
  });

  it("reports nothing in a clean workspace", () => {
    expect(lintFiles(clean)).toEqual([]);
  });
});
