/*
 * Compiles assembly/ to WebAssembly, with plain and with relaxed SIMD, each for one thread and for several
 * that share a memory, and writes all as base64 to src/generated/stage-wasm.ts. With 11 kB each, a separate
 * file with fetch and bundler settings is not worth it.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const asc = fileURLToPath(new URL("./bin/asc.js", import.meta.resolve("assemblyscript/package.json")));
const scratch = mkdtempSync(join(tmpdir(), "genericdp-wasm-"));

function compile(entry: string, options: readonly string[]): string {
  const out = join(scratch, "out.wasm");
  execFileSync(
    process.execPath,
    [asc, entry, "-o", out, ...options, "--runtime", "stub", "--noAssert", "-O3", "--initialMemory", "1"],
    { cwd: root, stdio: "inherit" },
  );
  return readFileSync(out).toString("base64");
}

const SIMD = ["--enable", "simd"];
const RELAXED = [...SIMD, "--enable", "relaxed-simd"];
const SHARED = ["--enable", "threads", "--importMemory", "--sharedMemory", "--maximumMemory", "65536"];

try {
  const binaries = {
    STAGE_WASM_SIMD: compile("assembly/index.ts", SIMD),
    STAGE_WASM_RELAXED: compile("assembly/index.ts", RELAXED),
    STAGE_WASM_SIMD_SHARED: compile("assembly/shared.ts", [...SIMD, ...SHARED]),
    STAGE_WASM_RELAXED_SHARED: compile("assembly/shared.ts", [...RELAXED, ...SHARED]),
  };
  const folder = join(root, "src/generated");
  mkdirSync(folder, { recursive: true });
  const temporary = join(folder, `stage-wasm.${process.pid}.tmp`);
  const constants = Object.entries(binaries).map(
    ([name, base64]) => `export const ${name}: string =\n  "${base64}";\n`,
  );
  writeFileSync(
    temporary,
    `// Made by scripts/compile.ts from assembly/; not to be edited.\n${constants.join("")}`,
  );
  renameSync(temporary, join(folder, "stage-wasm.ts"));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
