/*
 * Loaded into a program before it starts (`node --import`): when it ends, writes the processor time of its
 * threads to the file GENERICDP_BENCH_TIMES. Linux only.
 */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";

/** Seconds of processor time. */
export interface ProcessTimes {
  /** With those of threads that have ended. */
  readonly total: number;
  /** The main thread first. */
  readonly threads: readonly { readonly name: string; readonly seconds: number }[];
}

/** Clock ticks of the kernel per second. */
const TICKS = 100;

process.on("exit", () => {
  const threads = readdirSync("/proc/self/task").map((id) => {
    const stat = readFileSync(`/proc/self/task/${id}/stat`, "utf8");
    const [user, system] = stat
      .slice(stat.lastIndexOf(")") + 2)
      .split(" ")
      .slice(11, 13)
      .map(Number) as [number, number];
    const name = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
    return { name, seconds: (user + system) / TICKS };
  });
  const { user, system } = process.cpuUsage();
  const times: ProcessTimes = { total: (user + system) / 1e6, threads };
  writeFileSync(process.env["GENERICDP_BENCH_TIMES"]!, JSON.stringify(times));
});
