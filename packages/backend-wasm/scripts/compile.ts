/*
 * Compiles assembly/ to WebAssembly, once with plain and once with relaxed SIMD, and writes both as base64 to
 * src/generated/stage-wasm.ts: at 5 kB each they need no file of their own, no fetch and no bundler settings.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const asc = fileURLToPath(new URL("./bin/asc.js", import.meta.resolve("assemblyscript/package.json")));
const scratch = mkdtempSync(join(tmpdir(), "genericdp-wasm-"));

function compile(name: string, features: readonly string[]): string {
  const out = join(scratch, `${name}.wasm`);
  const enable = features.flatMap((feature) => ["--enable", feature]);
  execFileSync(
    process.execPath,
    [
      asc,
      "assembly/index.ts",
      "-o",
      out,
      ...enable,
      "--runtime",
      "stub",
      "--noAssert",
      "-O3",
      "--initialMemory",
      "1",
    ],
    { cwd: root, stdio: "inherit" },
  );
  return readFileSync(out).toString("base64");
}

try {
  const simd = compile("simd", ["simd"]);
  const relaxed = compile("relaxed", ["simd", "relaxed-simd"]);
  const folder = join(root, "src/generated");
  mkdirSync(folder, { recursive: true });
  const temporary = join(folder, `stage-wasm.${process.pid}.tmp`);
  writeFileSync(
    temporary,
    `// Made by scripts/compile.ts from assembly/; not to be edited.\n` +
      `export const STAGE_WASM_SIMD: string =\n  "${simd}";\n` +
      `export const STAGE_WASM_RELAXED: string =\n  "${relaxed}";\n`,
  );
  renameSync(temporary, join(folder, "stage-wasm.ts"));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
