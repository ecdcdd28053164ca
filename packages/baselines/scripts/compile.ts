/*
 * Compiles assembly/ to WebAssembly SIMD and writes it as base64 to src/generated/kernel-wasm.ts. At a few
 * kB, a separate file with fetch and bundler settings is not worth it. What was trained, in models/, is
 * written the same way.
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
  write("kernel-wasm", "KERNEL_WASM", "assembly/", out);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
writeData("natural-patches", "NATURAL_PATCHES", "natural-patches.mixture");
writeData("cascade-25", "CASCADE_25", "csf-25.genericdp");
for (const level of [15, 25, 50]) {
  writeData(`diffusion-${level}`, `DIFFUSION_${level}`, `tnrd-${level}.genericdp`);
}

function writeData(name: string, constant: string, file: string): void {
  write(name, constant, `models/${file}`, join(root, "models", file));
}

function write(name: string, constant: string, source: string, file: string): void {
  const folder = join(root, "src/generated");
  mkdirSync(folder, { recursive: true });
  const temporary = join(folder, `${name}.${process.pid}.tmp`);
  writeFileSync(
    temporary,
    `// Made by scripts/compile.ts from ${source}; not to be edited.\n` +
      `export const ${constant}: string =\n  "${readFileSync(file).toString("base64")}";\n`,
  );
  renameSync(temporary, join(folder, `${name}.ts`));
}
