/* A worker for the tests of the pool: answers with its task's noise level, dies of 13 and refuses 7. */
import { parentPort } from "node:worker_threads";
import type { ValidationTask } from "../src/index.ts";

parentPort!.on("message", ({ observations }: ValidationTask) => {
  const seed = observations[0]!.noiseLevel;
  if (seed === 13) process.exit(3);
  parentPort!.postMessage(seed === 7 ? { error: new RangeError("no sevens") } : { answer: [seed] });
});
