// In JavaScript, so that it has one name in the sources and in what is built of them.
import { serveRestorer } from "./worker/serve-restorer.ts";

const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");
serveRestorer(node?.parentPort ?? globalThis);
