import { cpus, loadavg } from "node:os";

/** The machine's properties that timings depend on. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly node: string;
  /** Runnable processes over the last minute; about 1 if only the benchmark runs. */
  readonly load: number;
}

export function describeMachine(): Machine {
  const cores = cpus();
  return {
    processor: cores[0]?.model.trim() ?? "unknown",
    cores: cores.length,
    node: process.version,
    load: Number(loadavg()[0]!.toFixed(1)),
  };
}
