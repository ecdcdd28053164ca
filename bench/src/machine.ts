import { cpus, loadavg } from "node:os";

/** What a timing depends on besides the code. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly node: string;
  /** Processes that wanted to run over the last minute; about 1 when nothing but the benchmark does. */
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
