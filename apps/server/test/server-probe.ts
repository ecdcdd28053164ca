/*
 * Preloaded by a server under observation. On SIGUSR2, it writes the longest time that its event loop was
 * blocked since the last signal, in wall-clock time and in processor time of its thread, which other programs
 * do not affect; and the memory of that thread and of the whole process, without garbage.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { isMainThread } from "node:worker_threads";

export interface Observation {
  /** Milliseconds. */
  readonly clock: number;
  readonly processor: number;
  readonly liveMegabytes: number;
  readonly residentMegabytes: number;
}

const EVERY = 2;

if (isMainThread) {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  const delay = monitorEventLoopDelay({ resolution: EVERY });
  delay.enable();
  const spent = (): number => {
    const { user, system } = process.threadCpuUsage();
    return (user + system) / 1000;
  };
  let [last, most] = [spent(), 0];
  const look = (): void => {
    const now = spent();
    most = Math.max(most, now - last);
    last = now;
  };
  setInterval(look, EVERY).unref();
  process.on("SIGUSR2", () => {
    look();
    const blocked = { clock: delay.max / 1e6 - EVERY, processor: most };
    collectGarbage();
    const { heapUsed, external, rss } = process.memoryUsage();
    const memory = { liveMegabytes: (heapUsed + external) / 1e6, residentMegabytes: rss / 1e6 };
    process.stderr.write(`${JSON.stringify({ ...blocked, ...memory } satisfies Observation)}\n`);
    delay.reset();
    [last, most] = [spent(), 0];
  });
}
