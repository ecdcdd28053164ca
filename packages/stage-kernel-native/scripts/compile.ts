/*
 * Compiles native/ for this machine to build/stage-kernel.node. If there is no C++ compiler, or it fails,
 * this prints why and the build continues: WebAssembly is used instead.
 */
import { mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ADDON_SOURCES, compile, findCompiler } from "./compiler.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const target = join(root, "build", "stage-kernel.node");

function explain(reason: string): void {
  console.log(`stage-kernel-native: not compiled, ${reason}; the WebAssembly kernel is used instead`);
}

async function build(): Promise<void> {
  rmSync(target, { force: true });
  const { arch } = process;
  if (arch !== "x64" && arch !== "arm64") return explain(`there is no kernel for ${arch} processors`);
  const compiler = await findCompiler();
  if (compiler === undefined) return explain("no C++ compiler was found (g++, clang++, or what CXX names)");
  const scratch = mkdtempSync(join(root, ".build-"));
  try {
    const out = join(scratch, "stage-kernel.node");
    await compile({ compiler, architecture: arch, sources: ADDON_SOURCES, addon: true, scratch, out });
    mkdirSync(join(root, "build"), { recursive: true });
    renameSync(out, target);
  } catch (error) {
    explain(`${compiler} failed: ${error instanceof Error ? error.message : String(error)}`);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

await build();
