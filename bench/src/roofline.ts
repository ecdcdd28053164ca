import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { measure } from "./measure.ts";
import type { Contender } from "./measure.ts";
import type { Report, Row } from "./report.ts";

/** The exports of assembly/roofline.ts. */
interface Loops {
  readonly memory: WebAssembly.Memory;
  multiplyThenAdd(steps: number): number;
  fusedMultiplyAdd(steps: number): number;
  dotProducts(steps: number): number;
  copy(to: number, from: number, bytes: number): void;
  read(from: number, bytes: number, times: number): number;
}

const MEGABYTE = 2 ** 20;
const STEPS = 2e7;
/** Much larger than any cache. */
const LARGE = 128 * MEGABYTE;
/** Fits into the L1 cache. */
const SMALL = 16 * 1024;
/** Addresses of the loops' operands and of the copied memory. */
const [FEED, GROUND] = [16, MEGABYTE];

interface Limit extends Contender {
  /** How much of `what` one run does. */
  readonly amount: number;
  readonly what: "GMAC/s" | "GB/s";
}

/** The peak rates of one core in WebAssembly: multiply-adds, and bytes moved. */
export async function roofline(repetitions = 5): Promise<Report> {
  const loops = await compile();
  const limits: readonly Limit[] = [
    {
      name: "multiply, then add",
      what: "GMAC/s",
      amount: 48 * STEPS,
      run: () => void loops.multiplyThenAdd(STEPS),
    },
    {
      name: "fused multiply-add",
      what: "GMAC/s",
      amount: 48 * STEPS,
      run: () => void loops.fusedMultiplyAdd(STEPS),
    },
    {
      name: "dot of 16-bit pairs",
      what: "GMAC/s",
      amount: 96 * STEPS,
      run: () => void loops.dotProducts(STEPS),
    },
    {
      name: "read, nearest cache",
      what: "GB/s",
      amount: SMALL * 65536,
      run: () => void loops.read(GROUND, SMALL, 65536),
    },
    { name: "read, memory", what: "GB/s", amount: 4 * LARGE, run: () => void loops.read(GROUND, LARGE, 4) },
    {
      // Every byte is both read and written.
      name: "copy, memory",
      what: "GB/s",
      amount: 2 * LARGE,
      run: () => loops.copy(GROUND + LARGE, GROUND, LARGE),
    },
  ];
  const timings = await measure(limits, repetitions);
  return {
    name: "roofline",
    measures: "the limits of one core in WebAssembly: 4 floats or 8 halves an instruction",
    rows: timings.map(({ name, times }, i): Row => {
      // The best run, not the median: disturbances are not limits of the machine.
      const best = Math.min(...times);
      return { name, milliseconds: best, [limits[i]!.what]: limits[i]!.amount / best / 1e6, times };
    }),
  };
}

async function compile(): Promise<Loops> {
  const asc = fileURLToPath(new URL("./bin/asc.js", import.meta.resolve("assemblyscript/package.json")));
  const source = fileURLToPath(new URL("../assembly/roofline.ts", import.meta.url));
  const scratch = mkdtempSync(join(tmpdir(), "genericdp-roofline-"));
  try {
    const out = join(scratch, "out.wasm");
    const features = ["--enable", "simd", "--enable", "relaxed-simd"];
    const pages = ["--initialMemory", String((GROUND + 2 * LARGE) / 65536), "--importMemory"];
    const options = ["--runtime", "stub", "--noAssert", "-O3", ...features, ...pages];
    execFileSync(process.execPath, [asc, source, "-o", out, ...options], { stdio: "inherit" });
    const memory = new WebAssembly.Memory({ initial: (GROUND + 2 * LARGE) / 65536 });
    // A factor close to 1 and a small term avoid overflow and slow denormal numbers.
    new Float32Array(memory.buffer, FEED, 2).set([0.999, 1e-3]);
    new Int16Array(memory.buffer, FEED + 8, 1).set([3]);
    // Memory that was never written maps to a single page of zeros, which fits any cache.
    new Uint8Array(memory.buffer, GROUND).fill(1);
    const { instance } = await WebAssembly.instantiate(readFileSync(out), { env: { memory } });
    return instance.exports as WebAssembly.Exports & Loops;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
