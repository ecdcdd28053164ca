/*
 * Measures the parts of the kernel on one thread for the given variants. Prints JSON: for each variant, the
 * multiply-adds per second (peak, correlation, adjoint, whole stage), and seconds per look-up.
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
