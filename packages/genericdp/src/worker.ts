export type { RestorerInfo } from "./worker/restorer-info.ts";
export type { WorkerLike, WorkerScope } from "./worker/worker-like.ts";
export { WorkerLostError } from "./worker/worker-lost-error.ts";
export { workerRestorer } from "./worker/worker-restorer.ts";
export type { TransferOptions, WorkerRestorer, WorkerRestorerOptions } from "./worker/worker-restorer.ts";
