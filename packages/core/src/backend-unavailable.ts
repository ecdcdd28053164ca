import { GenericDPError } from "./generic-dp-error.ts";

/**
 * A backend that cannot run here: not installed, not loadable, no such device. Whoever asked for it may go on
 * with another.
 */
export class BackendUnavailable extends GenericDPError {
  override readonly name: string = "BackendUnavailable";
  override readonly code = "backend-unavailable";
  /** The backend's name. */
  readonly backend: string;

  constructor(backend: string, message: string, options?: ErrorOptions) {
    super(`${backend}: ${message}`, options);
    this.backend = backend;
  }
}
