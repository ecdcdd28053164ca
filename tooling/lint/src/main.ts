/*
 * Checks the run-time dependencies of the packages against the arrows, and the diagram in
 * docs/architecture.md: node main.ts [--write] [folder]. --write updates the diagram.
 */
import { existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";

import { checkManifests } from "./check-manifests.ts";
import { withDiagram } from "./layout-diagram.ts";
import { readManifest } from "./manifest.ts";

const { values, positionals } = parseArgs({
  options: { write: { type: "boolean", default: false } },
  allowPositionals: true,
});
const root = resolve(positionals[0] ?? ".");
const folder = join(root, "packages");
const manifests = readdirSync(folder)
  .map((name) => join(folder, name, "package.json"))
  .filter((path) => existsSync(path))
  .map((path) => readManifest(path));
const problems = [...checkManifests(manifests)];

const architecture = join(root, "docs/architecture.md");
if (existsSync(architecture)) {
  const page = readFileSync(architecture, "utf8");
  const wanted = withDiagram(page);
  if (values.write && wanted !== undefined) writeFileSync(architecture, wanted);
  else if (wanted !== page) {
    problems.push("docs/architecture.md is out of date: run pnpm check:arrows --write");
  }
}

for (const problem of problems) console.error(problem);
console.log(`arrows: ${manifests.length} packages, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
