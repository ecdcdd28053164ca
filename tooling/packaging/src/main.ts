// Packs every public package, uses it as a consumer would, and writes docs/packages.md: node main.ts
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { bundleWithEsbuild, bundleWithVite, bundleWithWebpack } from "./bundles.ts";
import { checkTarball } from "./check-tarball.ts";
import { makeConsumer } from "./consumer.ts";
import { writePrograms } from "./consumer-programs.ts";
import { nodeBinaries } from "./node-versions.ts";
import { pack } from "./pack.ts";
import type { Tarball } from "./pack.ts";
import { publicPackages } from "./public-packages.ts";
import { runProgram } from "./run-program.ts";
import { sizeTable } from "./size-table.ts";
import { ownTypeErrors } from "./type-errors.ts";

const NODES = [20, 22, 24];
const root = fileURLToPath(new URL("../../..", import.meta.url));
const tsc = fileURLToPath(new URL("../node_modules/typescript/bin/tsc", import.meta.url));

function report(what: string, problems: readonly string[]): void {
  console.log(`${problems.length === 0 ? "ok     " : "FAILED "} ${what}`);
  for (const problem of problems) console.log(problem.replaceAll(/^/gm, "        "));
  if (problems.length > 0) process.exitCode = 1;
}

async function reportProgram(
  what: string,
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<void> {
  const { ok, text } = await runProgram(program, args, { cwd });
  report(what, ok ? [] : [text]);
}

const scratch = await mkdtemp(join(tmpdir(), "genericdp-packaging-"));
try {
  const packages = publicPackages(root);
  const tarballs: Tarball[] = [];
  for (const each of packages) {
    const tarball = await pack(each, scratch);
    tarballs.push(tarball);
    report(`${each.name}: publint, types`, await checkTarball(tarball, each.entries.length > 0));
  }
  await writeFile(join(root, "docs/packages.md"), sizeTable(tarballs));

  const consumer = join(scratch, "consumer");
  await makeConsumer(consumer, tarballs);
  const entries = packages.flatMap((each) => each.entries);
  await writePrograms(consumer, entries);
  for (const { major, path } of await nodeBinaries(NODES, scratch)) {
    if (path === undefined) console.log(`skipped Node ${major}: npm has no binary of it here`);
    else {
      await reportProgram(
        `Node ${major}: imports all ${entries.length} entries`,
        path,
        ["imports.js"],
        consumer,
      );
      await reportProgram(`Node ${major}: a worker thread`, path, ["thread.js"], consumer);
      const program = join(consumer, "node_modules/@genericdp/cli/dist/main.js");
      await reportProgram(`Node ${major}: the command line`, path, [program, "--help"], consumer);
    }
  }
  for (const resolution of ["node16", "bundler"]) {
    const args = [tsc, "-p", `tsconfig.${resolution}.json`];
    const { ok, text } = await runProgram(process.execPath, args, { cwd: consumer });
    // If the compiler crashes, its output has no "error TS".
    const problems = ok || text.includes("error TS") ? ownTypeErrors(text) : [text];
    report(`types, moduleResolution ${resolution}`, problems);
  }
  for (const [name, bundle] of [
    ["Vite", bundleWithVite],
    ["esbuild", bundleWithEsbuild],
    ["webpack", bundleWithWebpack],
  ] as const) {
    const { bytes, problems } = await bundle(consumer).catch((error: Error) => ({
      bytes: 0,
      problems: [error.message],
    }));
    report(`${name}: a page of ${(bytes / 1000).toFixed(0)} kB`, problems);
  }
} finally {
  await rm(scratch, { recursive: true, force: true });
}
