/* A worker for the tests of the pool: returns its task's noise level, crashes on 13 and throws on 7. */
import { parentPort } from "node:worker_threads";
import type { ValidationTask } from "../src/index.ts";

parentPort!.on("message", ({ observations }: ValidationTask) => {
  const seed = observations[0]!.noiseLevel;
  if (seed === 13) process.exit(3);
  parentPort!.postMessage(seed === 7 ? { error: new RangeError("no sevens") } : { answer: [seed] });
});
