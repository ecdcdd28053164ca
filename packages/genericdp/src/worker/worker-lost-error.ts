/** A worker did not start or broke down; the next job gets a new one, so a caller may try again. */
export class WorkerLostError extends Error {
  override readonly name = "WorkerLostError";
}
