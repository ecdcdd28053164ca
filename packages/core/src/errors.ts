/**
 * The base of all errors that are not mistakes in a call, such as a damaged file, a missing backend or a
 * crashed worker. `code` identifies the kind, also for an error from another thread. Mistakes in a call are
 * `TypeError` or `RangeError`.
 */
export abstract class GenericDPError extends Error {
  /** In words with hyphens, such as "model-format"; stable even if messages change. */
  abstract readonly code: string;
}

/** The backend cannot run here: it is not installed or not loadable, or there is no such device. */
export class BackendUnavailable extends GenericDPError {
  override readonly name: string = "BackendUnavailable";
  override readonly code = "backend-unavailable";
  /** Name of the backend. */
  readonly backend: string;

  constructor(backend: string, message: string, options?: ErrorOptions) {
    super(`${backend}: ${message}`, options);
    this.backend = backend;
  }
}
