import { spawn } from "node:child_process";
import type { ChildProcess, SpawnOptions } from "node:child_process";
import { fileURLToPath } from "node:url";
import type { TextStream } from "../src/context.ts";
import { run } from "../src/run.ts";

export interface Outcome {
  readonly code: number;
  readonly stdout: string;
  /** The binary output on stdout. */
  readonly bytes?: Uint8Array;
  readonly stderr: string;
}

export interface RunOptions {
  readonly isTTY?: boolean;
  readonly signal?: AbortSignal;
  readonly stdin?: Uint8Array;
}

const NEVER = new AbortController().signal;

/** Runs a command line in this process. */
export async function runCli(
  args: readonly string[],
  folder: string,
  { isTTY = false, signal = NEVER, stdin }: RunOptions = {},
): Promise<Outcome> {
  const text = { stdout: "", stderr: "" };
  const binary: Uint8Array[] = [];
  const stream = (name: keyof typeof text): TextStream => ({
    isTTY,
    write: (chunk, done) => {
      if (typeof chunk === "string") text[name] += chunk;
      else binary.push(chunk);
      done();
      return true;
    },
  });
  const input = (async function* () {
    if (stdin !== undefined) yield stdin;
  })();
  const streams = { stdin: input, stdout: stream("stdout"), stderr: stream("stderr") };
  // Progress messages depend on the machine's speed.
  const progressEvery = Infinity;
  const code = await run(args, { ...streams, folder, signal, progressEvery });
  return { code, ...text, ...(binary.length > 0 && { bytes: new Uint8Array(Buffer.concat(binary)) }) };
}

/** Starts the command line as a child process, from source. */
export function startCli(args: readonly string[], options: SpawnOptions): ChildProcess {
  const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  return spawn(process.execPath, ["--conditions=@genericdp/source", main, ...args], options);
}

/** Waits for a process. The code is 1000 if a signal ended it. */
export function finish(child: ChildProcess): Promise<Outcome> {
  const text = { stdout: "", stderr: "" };
  child.stdout?.on("data", (chunk) => (text.stdout += chunk));
  child.stderr?.on("data", (chunk) => (text.stderr += chunk));
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code: code ?? 1000, ...text }));
  });
}
