// JavaScript, so that the file has the same name in the sources and in the build.
import { serveRestorer } from "./worker/serve-restorer.ts";

const node = globalThis.process?.getBuiltinModule?.("node:worker_threads");
serveRestorer(node?.parentPort ?? globalThis);
