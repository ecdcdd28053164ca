// Checks the run-time dependencies of packages/*/package.json against the arrows.
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";

import { checkManifests } from "./check-manifests.ts";
import { readManifest } from "./manifest.ts";

const folder = resolve(process.argv[2] ?? ".", "packages");
const manifests = readdirSync(folder)
  .map((name) => join(folder, name, "package.json"))
  .filter((path) => existsSync(path))
  .map((path) => readManifest(path));
const problems = checkManifests(manifests);
for (const problem of problems) console.error(problem);
console.log(`arrows: ${manifests.length} packages, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
