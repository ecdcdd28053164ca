import { execFile } from "node:child_process";
import { createRequire } from "node:module";
import { mkdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Where the C++ sources are. */
const SOURCES: string = fileURLToPath(new URL("../native", import.meta.url));

const VARIANTS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  x64: {
    avx512: [
      ..."-mavx512f -mavx512bw -mavx512dq -mavx512vl -mavx2 -mfma".split(" "),
      // Compilers rather make do with half the width.
      "-mprefer-vector-width=512",
    ],
    avx2: ["-mavx2", "-mfma"],
    sse4: ["-msse4.2"],
  },
  arm64: { neon: [] },
};

/** Whose machine code is made. */
export type Architecture = "x64" | "arm64";

export interface CompileOptions {
  /** The compiler's command. */
  readonly compiler: string;
  readonly architecture: Architecture;
  /** What else it is told, for compiling and linking. */
  readonly flags?: readonly string[];
  /** Sources beside the kernels'. */
  readonly sources: readonly string[];
  /** A shared library that Node loads; otherwise a program. */
  readonly addon: boolean;
  /** Folder of what is made on the way. */
  readonly scratch: string;
  readonly out: string;
}

const COMMON = ["-std=c++17", "-Wall", "-Wextra", "-fPIC", "-fvisibility=hidden", "-ffp-contract=fast"];
// GCC warns of its own headers, and of vectors in interfaces that are nobody else's.
const QUIET = ["-Wno-psabi", "-Wno-maybe-uninitialized"];

/**
 * Compiles the kernels, one for each kind of processor, and links them with `sources`.
 *
 * @throws Error with the compiler's message.
 */
export async function compile(options: CompileOptions): Promise<void> {
  const { compiler, architecture, flags = [], sources, addon, scratch, out } = options;
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
      ...instructions,
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

/** Compiles parts.cpp for one kind of instructions of this processor. */
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

/** Of Node-API, which is the same for every version of Node. */
function nodeHeaders(): string {
  const require = createRequire(import.meta.url);
  return join(dirname(require.resolve("node-api-headers/package.json")), "include");
}

/** The first C++ compiler that is there; `CXX` names another. */
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

/** What addon and programs have in common. */
export const ADDON_SOURCES: readonly string[] = ["memory.cpp", "threads.cpp", "variants.cpp", "addon.cpp"];
