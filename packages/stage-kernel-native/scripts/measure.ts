/*
 * Measures the parts of the kernel on one thread, for each variant it is given. Prints JSON: by variant
 * multiply-adds a second at most, in correlation, adjoint and a whole stage, and seconds a look-up.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileParts, findCompiler } from "./compiler.ts";

const compiler = await findCompiler();
if (compiler === undefined) throw new Error("stage-kernel-native: expected a C++ compiler, found none");
const scratch = mkdtempSync(join(tmpdir(), "genericdp-parts-"));
const measured: Record<string, unknown> = {};
try {
  for (const variant of process.argv.slice(2)) {
    const program = join(scratch, variant);
    await compileParts(compiler, variant, program);
    measured[variant] = JSON.parse(execFileSync(program, { encoding: "utf8" }));
  }
} finally {
  rmSync(scratch, { recursive: true, force: true });
}
console.log(JSON.stringify(measured));
