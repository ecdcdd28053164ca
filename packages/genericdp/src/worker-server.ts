export type { ServeOptions } from "./worker/lazy-session.ts";
export { serveRestorer } from "./worker/serve-restorer.ts";
export type { WorkerScope } from "./worker/worker-like.ts";
