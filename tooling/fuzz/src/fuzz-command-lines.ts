import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { randomStream } from "@genericdp/core";
import { createModel, parseArchitecture, plainInitialization, writeModel } from "@genericdp/model";
import { FILES, randomCommandLine } from "./command-lines.ts";
import { runCommandLine } from "./run-command-line.ts";
import { imageFiles, npyFiles } from "./seed-files.ts";

export interface CommandLineTally {
  /** Number of runs for each exit code. */
  readonly codes: Readonly<Record<number, number>>;
  /** Faults, each with the case that caused it. */
  readonly faults: readonly string[];
}

/** Runs random command lines on small files. The same seed gives the same command lines. */
export async function fuzzCommandLines(seed: number, cases: number, first = 0): Promise<CommandLineTally> {
  const folder = await mkdtemp(join(tmpdir(), "genericdp-fuzz-"));
  const codes: Record<number, number> = {};
  const faults: string[] = [];
  try {
    await fill(folder);
    for (let i = first; i < first + cases; i++) {
      const args = randomCommandLine(randomStream(seed, i));
      const before = await digests(folder);
      const outcome = await runCommandLine(args, folder, 10).catch((error: unknown) => ({
        code: NaN,
        stderr: `threw ${String(error)}`,
      }));
      codes[outcome.code] = (codes[outcome.code] ?? 0) + 1;
      const after = await readdir(folder);
      const problem = faultOf(outcome, after) ?? (await changed(folder, before, args));
      if (problem !== undefined) faults.push(`case ${i}, ${JSON.stringify(args)}: ${problem}`);
      const extra = after.filter((name) => !FILES.includes(name) && name !== "folder");
      await Promise.all(extra.map((name) => rm(join(folder, name), { recursive: true })));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  return { codes, faults };
}

/** Describes what is wrong with the result of a command line, if anything. */
function faultOf(
  { code, stderr }: { code: number; stderr: string },
  files: readonly string[],
): string | undefined {
  if (![0, 1, 2].includes(code)) return `exit code ${code}: ${stderr}`;
  if (code !== 0 && !/^genericdp: .*\S/m.test(stderr)) return `no reason given: ${JSON.stringify(stderr)}`;
  // Messages of the JavaScript engine reveal a programming error.
  const slip = /\n\s+at |is not a function|Cannot read prop|is not iterable|undefined|\[object/.exec(stderr);
  if (slip !== null) return `not a message for users: ${stderr}`;
  const left = files.find((name) => name.endsWith(".tmp"));
  return left === undefined ? undefined : `left ${left} behind`;
}

async function fill(folder: string): Promise<void> {
  const [images, arrays] = [await imageFiles(), npyFiles()];
  const architecture = parseArchitecture({
    stages: 1,
    scales: [{ filters: 4, size: 3 }],
    influence: { centres: 7, radius: 150 },
    reaction: { knots: [2, 40] },
    gain: null,
    gainMap: null,
    noiseRange: { min: 2, max: 40 },
  });
  const model = createModel({ name: "fuzz", architecture, parameters: plainInitialization(architecture) });
  const contents: Readonly<Record<string, Uint8Array>> = {
    "gray.png": images[0]!,
    "colour.jpg": images[4]!,
    "levels.npy": arrays[0]!,
    "mask.png": images[0]!,
    "broken.png": images[1]!.slice(0, 60),
    "dance.gif": images[images.length - 1]!,
    "model.genericdp": writeModel(model),
  };
  for (const name of FILES) await writeFile(join(folder, name), contents[name]!);
  await mkdir(join(folder, "folder"));
}

async function digests(folder: string): Promise<ReadonlyMap<string, string>> {
  const pairs = FILES.map(async (name): Promise<[string, string]> => {
    const bytes = await readFile(join(folder, name)).catch(() => undefined);
    return [name, bytes === undefined ? "gone" : createHash("sha256").update(bytes).digest("hex")];
  });
  return new Map(await Promise.all(pairs));
}

/**
 * The name of a file that has changed but should not have: it is not the output, or it is also the input.
 * Restores all files.
 */
async function changed(
  folder: string,
  before: ReadonlyMap<string, string>,
  args: readonly string[],
): Promise<string | undefined> {
  const after = await digests(folder);
  const different = FILES.filter((file) => after.get(file) !== before.get(file));
  if (different.length > 0) {
    await rm(join(folder, "folder"), { recursive: true, force: true });
    await fill(folder);
  }
  const [, input, output] = args;
  const meant = args.includes("--force") || input !== output ? output : undefined;
  const name = different.find((file) => file !== meant);
  return name === undefined ? undefined : `${name} was changed`;
}
