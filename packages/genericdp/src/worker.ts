export type { NamedDegradation } from "./worker/protocol.ts";
export type { RestorerInfo } from "./worker/restorer-info.ts";
export type { WorkerLike, WorkerScope } from "./worker/worker-like.ts";
export { QueueFullError, WorkerLostError } from "./worker/worker-errors.ts";
export { workerRestorer } from "./worker/worker-restorer.ts";
export type { TransferOptions } from "./worker/pooled-tasks.ts";
export type { WorkerRestorer, WorkerRestorerOptions } from "./worker/worker-restorer.ts";
