/*
 * Compiles assembly/ to WebAssembly SIMD and writes it as base64 to src/generated/kernel-wasm.ts. At a few
 * kB, a separate file with fetch and bundler settings is not worth it. What was trained, in models/, is
 * written the same way.
 */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = fileURLToPath(new URL("..", import.meta.url));
const options = ["--enable", "simd", "--runtime", "stub", "--noAssert", "-O3", "--initialMemory", "1"];

let kernel: Uint8Array = new Uint8Array();
const writeFile = (_: string, contents: Uint8Array | string): void => {
  if (typeof contents !== "string") kernel = contents;
};
const args = ["assembly/index.ts", "--outFile", "out.wasm", ...options, "--baseDir", root];
const { error, stderr } = await asc.main(args, { writeFile });
if (error !== null) throw new Error(stderr.toString(), { cause: error });
write("kernel-wasm", "KERNEL_WASM", "assembly/", kernel);
writeData("natural-patches", "NATURAL_PATCHES", "natural-patches.mixture");
writeData("cascade-25", "CASCADE_25", "csf-25.genericdp");
for (const level of [15, 25, 50]) {
  writeData(`diffusion-${level}`, `DIFFUSION_${level}`, `tnrd-${level}.genericdp`);
}

function writeData(name: string, constant: string, file: string): void {
  write(name, constant, `models/${file}`, readFileSync(join(root, "models", file)));
}

function write(name: string, constant: string, source: string, bytes: Uint8Array): void {
  const folder = join(root, "src/generated");
  mkdirSync(folder, { recursive: true });
  const temporary = join(folder, `${name}.${process.pid}.tmp`);
  writeFileSync(
    temporary,
    `// Made by scripts/compile.ts from ${source}; not to be edited.\n` +
      `export const ${constant}: string =\n  "${Buffer.from(bytes).toString("base64")}";\n`,
  );
  renameSync(temporary, join(folder, `${name}.ts`));
}
