/*
 * Compiles assembly/ to WebAssembly, with plain and with relaxed SIMD, each for one thread and for several
 * that share a memory, and writes all as base64 to src/generated/stage-wasm.ts. With 11 kB each, a separate
 * file with fetch and bundler settings is not worth it.
 */
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const root = fileURLToPath(new URL("..", import.meta.url));
const COMMON = ["--runtime", "stub", "--noAssert", "-O3", "--initialMemory", "1", "--baseDir", root];

/** Compiles in this process: starting the compiler takes three times as long as its work. */
async function compile(entry: string, options: readonly string[]): Promise<string> {
  let binary: Uint8Array = new Uint8Array();
  const writeFile = (_: string, contents: Uint8Array | string): void => {
    if (typeof contents !== "string") binary = contents;
  };
  const args = [entry, "--outFile", "out.wasm", ...options, ...COMMON];
  const { error, stderr } = await asc.main(args, { writeFile });
  if (error !== null) throw new Error(stderr.toString(), { cause: error });
  return Buffer.from(binary).toString("base64");
}

const SIMD = ["--enable", "simd"];
const RELAXED = [...SIMD, "--enable", "relaxed-simd"];
const SHARED = ["--enable", "threads", "--importMemory", "--sharedMemory", "--maximumMemory", "65536"];

const binaries = {
  STAGE_WASM_SIMD: await compile("assembly/index.ts", SIMD),
  STAGE_WASM_RELAXED: await compile("assembly/index.ts", RELAXED),
  STAGE_WASM_SIMD_SHARED: await compile("assembly/shared.ts", [...SIMD, ...SHARED]),
  STAGE_WASM_RELAXED_SHARED: await compile("assembly/shared.ts", [...RELAXED, ...SHARED]),
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
