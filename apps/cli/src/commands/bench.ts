import { availableParallelism, cpus } from "node:os";
import { native } from "@genericdp/backend-node";
import { wasm } from "@genericdp/backend-wasm";
import type { Backend } from "@genericdp/core";
import { addGaussianNoise, randomStream } from "@genericdp/core";
import { restorer } from "genericdp";
import type { LevelImage, Restorer } from "genericdp";
import { parseBackend } from "../parse-backend.ts";
import type { BackendName } from "../backend-option.ts";
import type { BackendFlags } from "../parse-backend.ts";
import type { Context } from "../context.ts";
import { UsageError } from "../errors.ts";
import { chooseDenoiser } from "../choose-denoiser.ts";
import type { DenoiserChoice, DenoiserFlags } from "../choose-denoiser.ts";
import { openReportedBackend } from "../open-backend.ts";
import { parseInteger } from "../options.ts";
import { printJson, printLine } from "../print.ts";
import { statusLine } from "../status-line.ts";

export interface BenchFlags extends BackendFlags, DenoiserFlags {
  readonly sizes: string;
  readonly threads?: string;
  readonly json?: boolean;
}

/** The speed for one size and number of threads. */
interface BenchResult {
  readonly size: number;
  readonly threads: number;
  /** Time of the fastest run, which is the least disturbed by other programs. */
  readonly seconds: number;
  readonly megapixelsPerSecond: number;
  readonly runs: number;
}

/** Maximum number of runs and maximum time for each size; at least two runs are made. */
const [MOST_RUNS, MOST_SECONDS] = [5, 2];
const NOISE_LEVEL = 15;

/** Backends that take any number of threads. */
const ON_THREADS: Partial<Record<BackendName, (threads: number) => Backend>> = {
  native: (threads) => native({ threads }),
  wasm: (threads) => wasm({ threads }),
};

/** `genericdp bench`: measures how fast a model denoises gray squares on this machine. */
export async function bench(flags: BenchFlags, context: Context): Promise<void> {
  const { stdout, stderr, folder, signal } = context;
  const sizes = flags.sizes.split(",").map((text) => parseInteger("--sizes", text.trim(), 16, 16_384));
  const most = availableParallelism();
  const wanted = parseBackend(flags);
  const withThreads = ON_THREADS[wanted.name];
  if (withThreads === undefined && flags.threads !== undefined) {
    throw new UsageError("expected --threads with --backend native or wasm only");
  }
  const counts =
    flags.threads === undefined
      ? threadCounts(most)
      : flags.threads.split(",").map((text) => parseInteger("--threads", text.trim(), 1, 64));
  const denoiser = await chooseDenoiser(folder, flags);
  const opened = await openReportedBackend(wanted, denoiser.model, stderr);
  const { backend } = opened;
  // Other backends choose their number of threads themselves.
  const threads = withThreads === undefined ? [backend.capabilities.threads ?? 1] : counts;
  const line = statusLine(stderr);
  const results: BenchResult[] = [];
  try {
    for (const count of threads) {
      const measure = { denoiser, backend: withThreads?.(count) ?? backend, threads: count, signal };
      results.push(...(await benchThreads(sizes, measure, line.show)));
    }
  } finally {
    line.clear();
    opened.close();
  }
  const machine = {
    model: denoiser.name,
    backend: backend.name,
    instructions: backend.capabilities.instructions ?? null,
    processor: cpus()[0]?.model.trim() ?? "unknown",
    processors: most,
    node: process.version,
  };
  if (flags.json === true) return printJson(stdout, { ...machine, results });
  const kernel = [machine.backend, machine.instructions].filter((part) => part !== null).join(", ");
  await printLine(
    stdout,
    `${machine.model} by ${kernel} on ${most} × ${machine.processor}, Node ${machine.node}: MP/s`,
  );
  const cell = (text: string): string => text.padStart(11);
  await printLine(
    stdout,
    [
      "pixels     ",
      ...threads.map((n) => {
        if (withThreads === undefined) return cell(backend.name);
        return cell(n === 1 ? "1 thread" : `${n} threads`);
      }),
    ].join(""),
  );
  for (const size of sizes) {
    const speeds = threads.map((count) => {
      const found = results.find((result) => result.size === size && result.threads === count)!;
      return cell(found.megapixelsPerSecond.toFixed(2));
    });
    await printLine(stdout, [`${size}×${size}`.padEnd(11), ...speeds].join(""));
  }
}

/** 1, 2, 4 … and the number of processors. */
function threadCounts(most: number): number[] {
  const powers = [1, 2, 4, 8, 16].filter((count) => count < most);
  return [...powers, Math.min(most, 16)];
}

async function benchThreads(
  sizes: readonly number[],
  {
    denoiser,
    backend,
    threads,
    signal,
  }: {
    readonly denoiser: DenoiserChoice;
    readonly backend: Backend;
    readonly threads: number;
    readonly signal: AbortSignal;
  },
  show: (text: string) => void,
): Promise<BenchResult[]> {
  const session = restorer({ ...denoiser.options, backend });
  try {
    const results: BenchResult[] = [];
    for (const size of sizes) {
      show(`${size}×${size}, threads: ${threads}`);
      results.push({ threads, ...(await benchSize(session, size, signal)) });
    }
    return results;
  } finally {
    session.dispose();
    backend.release();
  }
}

async function benchSize(
  session: Restorer,
  size: number,
  signal: AbortSignal,
): Promise<Omit<BenchResult, "threads">> {
  const flat = new Float32Array(size * size).fill(128);
  const data = new Float32Array(addGaussianNoise(flat, NOISE_LEVEL, randomStream(1)));
  const image: LevelImage = { data, width: size, height: size };
  const start = performance.now();
  let [seconds, runs] = [Infinity, 0];
  // The first run starts the backend and does not count.
  for (let run = 0; run <= MOST_RUNS; run++) {
    const before = performance.now();
    if (run > 2 && before - start > MOST_SECONDS * 1000) break;
    await session.denoise(image, { noiseLevel: NOISE_LEVEL, signal });
    if (run === 0) continue;
    seconds = Math.min(seconds, (performance.now() - before) / 1000);
    runs++;
  }
  return { size, seconds, megapixelsPerSecond: (size * size) / 1e6 / seconds, runs };
}
