import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Observation } from "./server-probe.ts";

/** `genericdp-server` in a child process. */
export interface ServerProcess {
  readonly program: ChildProcess;
  /** Its output so far. */
  readonly said: { out: string; err: string };
  /** Its exit code; null if it was killed. */
  readonly ended: Promise<number | null>;
  /** Its address, as soon as it listens. */
  url(): Promise<string>;
}

const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));

export function startServer(...args: readonly string[]): ServerProcess {
  return startServerWith([], ...args);
}

const probe = fileURLToPath(new URL("server-probe.ts", import.meta.url));

/** Starts a server that `observe` can examine. */
export function startObserved(...args: readonly string[]): ServerProcess {
  return startServerWith([probe], ...args);
}

/** Observations since the last call. */
export async function observe({ program, said }: ServerProcess): Promise<Observation> {
  said.err = "";
  program.kill("SIGUSR2");
  while (!said.err.includes("\n")) await once(program.stderr!, "data");
  return JSON.parse(said.err) as Observation;
}

function startServerWith(preloaded: readonly string[], ...args: readonly string[]): ServerProcess {
  const flags = ["--conditions=@genericdp/source", "--disable-warning=ExperimentalWarning"];
  for (const module of preloaded) flags.push("--import", module);
  const program = spawn(process.execPath, [...flags, main, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const said = { out: "", err: "" };
  program.stdout.on("data", (text) => (said.out += text));
  program.stderr.on("data", (text) => (said.err += text));
  const ended = once(program, "exit").then(([code]) => code as number | null);
  const url = async (): Promise<string> => {
    for (;;) {
      const [, found] = /listens on (\S+)/.exec(said.out) ?? [];
      if (found !== undefined) return found;
      const failed = ended.then(() => {
        throw new Error(`it ended before it listened: ${said.err}`);
      });
      await Promise.race([once(program.stdout, "data"), failed]);
    }
  };
  return { program, said, ended, url };
}
