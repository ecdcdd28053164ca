import { workerRestorer } from "genericdp/worker";
import type { WorkerRestorer } from "genericdp/worker";
import { codec } from "../codec/codec.ts";
import type { Codec } from "../codec/codec.ts";
import { startWorker } from "./start-worker.ts";

/** The threads beside the page: one for whole photos, one for the detail, one for files. */
export interface Engine {
  readonly whole: WorkerRestorer;
  /** Free while a whole photo is under way, so that the detail follows the sliders. */
  readonly detail: WorkerRestorer;
  readonly codec: Codec;
}

export function engine(): Engine {
  return {
    whole: workerRestorer({ worker: startWorker }),
    detail: workerRestorer({ worker: startWorker }),
    codec: codec(),
  };
}
