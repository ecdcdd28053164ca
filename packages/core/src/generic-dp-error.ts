/**
 * The base of all errors that are no mistake in the call: a file that is damaged, a backend that is not
 * there, a worker that broke down. `code` says which, also of an error that comes from another thread.
 * Mistakes in the call are `TypeError` or `RangeError`.
 */
export abstract class GenericDPError extends Error {
  /** In words with hyphens, such as "model-format"; stays the same where messages change. */
  abstract readonly code: string;
}
