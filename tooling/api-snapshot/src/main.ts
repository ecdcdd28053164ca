/*
 * Compares the exports of the built packages with the snapshots in api/: node main.ts [--write]. --write
 * updates the snapshots. A snapshot that differs from the main branch's requires a changeset that names its
 * package.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { withoutChangeset } from "./check-changesets.ts";
import { describeApi } from "./declarations.ts";

interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string | { readonly types?: string }>>;
}

const root = new URL("../../..", import.meta.url).pathname;
const write = process.argv.includes("--write");
const problems: string[] = [];
const changed: string[] = [];
const apis = join(root, "api");
mkdirSync(apis, { recursive: true });

const git = (...args: string[]): string | undefined => {
  const { status, stdout } = spawnSync("git", args, { cwd: root, encoding: "utf8" });
  return status === 0 ? stdout : undefined;
};
const base = git("merge-base", "HEAD", "main")?.trim();

for (const folder of readdirSync(join(root, "packages"))) {
  const home = join(root, "packages", folder);
  const dist = join(home, "dist");
  const manifest = JSON.parse(readFileSync(join(home, "package.json"), "utf8")) as Manifest;
  const entries = Object.values(manifest.exports ?? {})
    .map((entry) => (typeof entry === "object" ? entry.types : undefined))
    .filter((types) => types !== undefined)
    .map((types) => relative("dist", types));
  const files = existsSync(dist)
    ? readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".d.ts"))
    : [];
  if (entries.some((entry) => !files.includes(entry))) {
    problems.push(`${manifest.name}: expected ${entries.join(", ")} in ${dist}. Run pnpm build`);
    continue;
  }
  const api = describeApi(
    files.map((name) => ({ name, text: readFileSync(join(dist, name), "utf8") })),
    entries,
  );
  const path = join(apis, `${folder}.txt`);
  const kept = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (write) writeFileSync(path, api);
  else if (kept !== api) {
    problems.push(
      `${manifest.name} has exports that differ from api/${folder}.txt. Run pnpm check:api --write`,
    );
  }
  const before = base === undefined ? undefined : git("show", `${base}:api/${folder}.txt`);
  if (before !== undefined && before !== api) changed.push(manifest.name);
}

if (base !== undefined) {
  const names = git("diff", "--name-only", base, "--", ".changeset")?.split("\n") ?? [];
  const untracked = git("ls-files", "--others", "--exclude-standard", ".changeset")?.split("\n") ?? [];
  const texts = [...names, ...untracked]
    .filter((name) => name.endsWith(".md") && existsSync(join(root, name)))
    .map((name) => readFileSync(join(root, name), "utf8"));
  for (const name of withoutChangeset(changed, texts)) {
    problems.push(
      `${name} has exports that differ from those on main: expected a changeset that names it, got none`,
    );
  }
}

for (const problem of problems) console.error(problem);
console.log(`public types: ${readdirSync(apis).length} snapshots, ${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
