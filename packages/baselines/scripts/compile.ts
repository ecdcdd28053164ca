/*
 * Compiles assembly/ to WebAssembly SIMD and writes it as base64 to src/generated/kernel-wasm.ts. At a few
 * kB, a separate file with fetch and bundler settings is not worth it.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const asc = fileURLToPath(new URL("./bin/asc.js", import.meta.resolve("assemblyscript/package.json")));
const scratch = mkdtempSync(join(tmpdir(), "genericdp-wasm-"));
const options = ["--enable", "simd", "--runtime", "stub", "--noAssert", "-O3", "--initialMemory", "1"];

try {
  const out = join(scratch, "out.wasm");
  const args = [asc, "assembly/index.ts", "-o", out, ...options];
  execFileSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  const folder = join(root, "src/generated");
  mkdirSync(folder, { recursive: true });
  const temporary = join(folder, `kernel-wasm.${process.pid}.tmp`);
  writeFileSync(
    temporary,
    `// Made by scripts/compile.ts from assembly/; not to be edited.\n` +
      `export const KERNEL_WASM: string =\n  "${readFileSync(out).toString("base64")}";\n`,
  );
  renameSync(temporary, join(folder, "kernel-wasm.ts"));
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
