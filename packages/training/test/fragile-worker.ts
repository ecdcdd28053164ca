/* A worker for the tests of the pool: answers with its task's seed, dies of seed 13 and refuses seed 7. */
import { parentPort } from "node:worker_threads";

parentPort!.on("message", ({ seed }: { readonly seed: number }) => {
  if (seed === 13) process.exit(3);
  parentPort!.postMessage(seed === 7 ? { error: new RangeError("no sevens") } : { answer: [seed] });
});
