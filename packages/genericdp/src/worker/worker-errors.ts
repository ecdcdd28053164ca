import { GenericDPError } from "@genericdp/core";

/** A worker did not start or crashed. The next job gets a new one, so the caller may retry. */
export class WorkerLostError extends GenericDPError {
  override readonly name = "WorkerLostError";
  override readonly code = "worker-lost";
}

/** More jobs wait for a worker than may: the caller has to wait, or to send somebody away. */
export class QueueFullError extends GenericDPError {
  override readonly name = "QueueFullError";
  override readonly code = "queue-full";
}
