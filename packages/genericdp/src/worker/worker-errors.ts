/** A worker did not start or broke down; the next job gets a new one, so a caller may try again. */
export class WorkerLostError extends Error {
  override readonly name = "WorkerLostError";
}

/** More jobs wait for a worker than may: the caller has to wait, or to send somebody away. */
export class QueueFullError extends Error {
  override readonly name = "QueueFullError";
}
