import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Tarball } from "./pack.ts";
import { runProgram } from "./run-program.ts";

/** Peer dependencies of our packages and of vitest, and types, in the versions used here, to work offline. */
const PEERS = ["sharp", "vitest", "vite", "@types/node"];

/**
 * Creates a project outside the workspace that depends on tarballs, and installs it. pnpm is used because its
 * `node_modules` contains only declared dependencies, so that an undeclared import fails.
 *
 * @throws Error with pnpm's output if the installation fails.
 */
export async function makeConsumer(folder: string, tarballs: readonly Tarball[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  const packed = Object.fromEntries(tarballs.map(({ name, path }) => [name, `file:${path}`]));
  const manifest = {
    name: "consumer",
    version: "1.0.0",
    private: true,
    type: "module",
    dependencies: { ...packed, ...Object.fromEntries(PEERS.map((name) => [name, versionOf(name)])) },
  };
  await writeFile(join(folder, "package.json"), JSON.stringify(manifest, undefined, 2));
  // Our packages depend on each other in versions that are not in any registry.
  const settings = { packages: ["."], overrides: packed, autoInstallPeers: false, strictDepBuilds: false };
  await writeFile(join(folder, "pnpm-workspace.yaml"), JSON.stringify(settings));
  const installing = await runProgram("pnpm", ["install", "--prefer-offline"], { cwd: folder, minutes: 8 });
  if (!installing.ok) throw new Error(`makeConsumer: expected to install, got ${installing.text}`);
}

function versionOf(name: string): string {
  // Not every package exports its manifest.
  const manifest = readFileSync(new URL(`../node_modules/${name}/package.json`, import.meta.url), "utf8");
  return (JSON.parse(manifest) as { version: string }).version;
}
