import { GenericDPError } from "@genericdp/core";

/** A worker did not start or crashed. The next job gets a new worker, so the caller may retry. */
export class WorkerLostError extends GenericDPError {
  override readonly name = "WorkerLostError";
  override readonly code = "worker-lost";
}

/** Too many jobs are waiting for a worker: the caller must wait or reject requests. */
export class QueueFullError extends GenericDPError {
  override readonly name = "QueueFullError";
  override readonly code = "queue-full";
}
