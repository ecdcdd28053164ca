export { serveRestorer } from "./worker/serve-restorer.ts";
export type { WorkerScope } from "./worker/worker-like.ts";
