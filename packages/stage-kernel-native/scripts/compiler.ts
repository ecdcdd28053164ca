import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Where the C++ sources are. */
const SOURCES: string = fileURLToPath(new URL("../native", import.meta.url));

/** Flags of the compiler for each instruction set, by architecture. */
export const VARIANTS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  x64: {
    avx512: [
      ..."-mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx2 -mfma".split(" "),
      // By default, compilers use half the width.
      "-mprefer-vector-width=512",
    ],
    avx2: ["-mavx2", "-mfma"],
    sse4: ["-msse4.2"],
  },
  arm64: { neon: [] },
};

/** The target of compilation. */
export type Architecture = "x64" | "arm64";

export interface CompileOptions {
  /** Command of the compiler. */
  readonly compiler: string;
  readonly architecture: Architecture;
  /** Additional flags for compiling and linking. */
  readonly flags?: readonly string[];
  /** Instruction sets whose kernel is left empty, because nothing will run it. Default: none. */
  readonly without?: readonly string[];
  /** Sources in addition to the kernels. */
  readonly sources: readonly string[];
  /** Whether to make a shared library for Node; otherwise a program. */
  readonly addon: boolean;
  /** Folder of intermediate files. */
  readonly scratch: string;
  readonly out: string;
}

const COMMON = ["-std=c++17", "-Wall", "-Wextra", "-fPIC", "-fvisibility=hidden", "-ffp-contract=fast"];
// GCC warns about its own headers, and about vectors in internal interfaces.
const QUIET = ["-Wno-psabi", "-Wno-maybe-uninitialized"];

/**
 * Compiles the kernels, one for each instruction set, and links them with `sources`.
 *
 * @throws Error with the compiler's message.
 */
export async function compile(options: CompileOptions): Promise<void> {
  const { compiler, architecture, flags = [], without = [], sources, addon, scratch, out } = options;
  mkdirSync(scratch, { recursive: true });
  mkdirSync(dirname(out), { recursive: true });
  const object = async (name: string, source: string, more: readonly string[]): Promise<string> => {
    const to = join(scratch, `${basename(name)}.o`);
    await run(compiler, [...COMMON, ...QUIET, ...more, ...flags, "-c", join(SOURCES, source), "-o", to]);
    return to;
  };
  const kernels = Object.entries(VARIANTS[architecture]!).map(([variant, instructions]) =>
    object(`kernel-${variant}`, "kernel.cpp", [
      "-O3",
      "-fno-exceptions",
      "-fno-rtti",
      `-DVARIANT=${variant}`,
      ...(without.includes(variant) ? ["-DEMPTY"] : instructions),
    ]),
  );
  const headers = addon ? ["-I", nodeHeaders()] : [];
  const others = sources.map((source) => object(source.replace(".cpp", ""), source, ["-O2", ...headers]));
  const objects = await Promise.all([...kernels, ...others]);
  const shared = addon
    ? ["-shared", ...(process.platform === "darwin" ? ["-undefined", "dynamic_lookup"] : [])]
    : [];
  await run(compiler, [...shared, ...flags, ...objects, "-pthread", "-o", out]);
}

/** Compiles parts.cpp for one instruction set of this processor. */
export async function compileParts(compiler: string, variant: string, out: string): Promise<void> {
  const instructions = VARIANTS[process.arch]?.[variant];
  if (instructions === undefined) throw new Error(`compileParts: expected a variant, got ${variant}`);
  const sources = [join(SOURCES, "../scripts/parts.cpp"), join(SOURCES, "memory.cpp")];
  await run(compiler, [
    ...COMMON,
    ...QUIET,
    "-Wno-unused-function",
    "-O3",
    ...instructions,
    ...sources,
    "-o",
    out,
  ]);
}

/** Headers of Node-API, which is the same for every version of Node. */
function nodeHeaders(): string {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve("node-api-headers/package.json")), "include");
}

/** The first C++ compiler that is installed, or the one in `CXX`. */
export async function findCompiler(): Promise<string | undefined> {
  const wanted = process.env["CXX"] ?? "";
  for (const compiler of wanted === "" ? ["g++", "clang++", "c++"] : [wanted]) {
    try {
      await run(compiler, ["--version"]);
      return compiler;
    } catch {
      // Not installed.
    }
  }
  return undefined;
}

/** Sources of the addon. */
export const ADDON_SOURCES: readonly string[] = ["memory.cpp", "threads.cpp", "variants.cpp", "addon.cpp"];
