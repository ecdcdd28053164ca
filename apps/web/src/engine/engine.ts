import { workerRestorer } from "genericdp/worker";
import type { WorkerRestorer } from "genericdp/worker";
import { codec } from "../codec/codec.ts";
import type { Codec } from "../codec/codec.ts";
import { startWorker } from "./start-worker.ts";

/** The worker threads: one for whole photos, two for the detail, one to examine, one for files. */
export interface Engine {
  readonly photo: WorkerRestorer;
  /** Idle while a photo is being processed, so that the detail can follow the sliders. */
  readonly detail: WorkerRestorer;
  /** Makes drafts of the detail with a small model. Always ready, while `detail` may have to stop. */
  readonly draft: WorkerRestorer;
  /** Finds out what is wrong with a photo, while the detail is made. */
  readonly examiner: WorkerRestorer;
  readonly codec: Codec;
}

export function engine(): Engine {
  return {
    photo: workerRestorer({ worker: startWorker }),
    detail: workerRestorer({ worker: startWorker }),
    draft: workerRestorer({ worker: startWorker, model: "gray-tiny" }),
    examiner: workerRestorer({ worker: startWorker }),
    codec: codec(),
  };
}
