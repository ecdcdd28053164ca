/*
 * Preloaded by a server under observation: on SIGUSR2 it writes for how long its event loop was blocked at
 * most since the last time: by the clock, and in processor time of its own thread, which other programs of
 * the machine do not change.
 */
import { monitorEventLoopDelay } from "node:perf_hooks";
import { isMainThread } from "node:worker_threads";

const EVERY = 2;

if (isMainThread) {
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
    process.stderr.write(`${JSON.stringify({ clock: delay.max / 1e6 - EVERY, processor: most })}\n`);
    delay.reset();
    most = 0;
  });
}
