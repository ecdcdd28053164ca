import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VARIANTS, compile, findCompiler } from "../scripts/compiler.ts";
import type { Architecture, CompileOptions } from "../scripts/compiler.ts";
import { supportedNativeVariants } from "../src/index.ts";

/*
 * Compiles exercise.cpp, which runs every kernel over many shapes and prints norms of the results, in ways
 * that differ from the addon: with sanitizers, and for another processor.
 */

const run = promisify(execFile);
const HERE: CompileOptions["architecture"] = process.arch === "arm64" ? "arm64" : "x64";
const CROSS = "aarch64-linux-gnu-g++";
const EMULATOR = "qemu-aarch64";
const TIMEOUT = 900_000;
const RANDOM_CASES = "3";

const compiler = await findCompiler();
const runnable: readonly string[] = supportedNativeVariants();
/** The instruction sets that this processor lacks; none if no addon could be built, which tells them. */
const foreign =
  runnable.length === 0 ? [] : Object.keys(VARIANTS[HERE]!).filter((name) => !runnable.includes(name));
let scratch: string;
beforeAll(() => {
  scratch = mkdtempSync(join(tmpdir(), "genericdp-compiled-"));
});
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

async function build(
  name: string,
  by: string,
  architecture: Architecture,
  flags: readonly string[],
): Promise<string> {
  const out = join(scratch, name);
  await compile({
    compiler: by,
    architecture,
    flags,
    // Compiling a kernel that this processor cannot run would take ten seconds for nothing.
    without: architecture === HERE ? foreign : [],
    sources: ["memory.cpp", "threads.cpp", "variants.cpp", "../test/exercise.cpp"],
    addon: false,
    scratch: `${out}-parts`,
    out,
  });
  return out;
}

/** Reads the norms that the program prints, by kernel. */
function readNorms(text: string): [kernel: string, norms: number[]][] {
  return text
    .trim()
    .split("\n")
    .map((line) => line.split(" "))
    .map(([kernel, ...norms]) => [kernel!, norms.map(Number)]);
}

/** The reason why a compiler cannot make programs that run here with these flags, if so. */
async function complaint(
  by: string,
  flags: readonly string[],
  runner: readonly string[],
): Promise<string | undefined> {
  const source = join(scratch, "empty.cpp");
  writeFileSync(source, "int main() { return 0; }\n");
  try {
    await run(by, [...flags, source, "-o", `${source}.out`]);
    const [command, ...rest] = [...runner, `${source}.out`];
    await run(command!, rest);
    return undefined;
  } catch {
    return `no ${[by, ...runner].join(" and ")} found that can ${flags.join(" ")}`;
  }
}

describe("the kernel's C++", () => {
  /** The norms that the sanitized program computed here, by kernel. */
  let here: [kernel: string, norms: number[]][] | undefined;

  it("never exceeds an array and has no undefined behaviour", { timeout: TIMEOUT }, async ({ skip }) => {
    // Without optimisation: it compiles in a third of the time, and no check is optimised away. A null
    // pointer stops the program without a check of its own.
    const flags = ["-fsanitize=address,undefined", "-fno-sanitize-recover=all", "-fno-sanitize=null", "-O0"];
    if (compiler === undefined) return skip("no C++ compiler found");
    const reason = await complaint(compiler, flags, []);
    if (reason !== undefined) return skip(reason);
    const { stdout } = await run(await build("sanitized", compiler, HERE, flags), [RANDOM_CASES]);
    here = readNorms(stdout);
    if (runnable.length > 0) expect(here.map(([kernel]) => kernel)).toEqual(runnable);
    const [[, first], ...others] = here as [[string, number[]], ...[string, number[]][]];
    expect(first.length).toBeGreaterThan(30);
    // Kernels differ by rounding, and where it moves a response across a node.
    for (const [kernel, norms] of others) {
      expect([kernel, norms.findIndex((norm, i) => !(Math.abs(norm / first[i]! - 1) < 1e-3))]).toEqual([
        kernel,
        -1,
      ]);
    }
  });

  it("gives the same results on an emulated arm64 processor", { timeout: TIMEOUT }, async ({ skip }) => {
    if (compiler === undefined) return skip("no C++ compiler found");
    const reason = await complaint(CROSS, ["-static"], [EMULATOR]);
    if (reason !== undefined) return skip(reason);
    const arm = await run(EMULATOR, [await build("arm64", CROSS, "arm64", ["-static"])]);
    here ??= readNorms((await run(await build("here", compiler, HERE, []))).stdout);
    const [[kernel, norms], [, wanted]] = [readNorms(arm.stdout)[0]!, here[0]!];
    expect(kernel).toBe("neon");
    expect(norms.findIndex((norm, i) => !(Math.abs(norm / wanted[i]! - 1) < 1e-3))).toBe(-1);
  });
});
