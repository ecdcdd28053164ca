import { GenericDPError } from "@genericdp/core";

/** The fields of an error, because structured cloning would lose its name. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  /** The code of a `GenericDPError`. */
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: SentError;
}

/** Classes that are restored on the other side; errors of other classes keep their names. */
const CLASSES: Readonly<Record<string, new (message: string) => Error>> = {
  Error,
  EvalError,
  RangeError,
  ReferenceError,
  SyntaxError,
  TypeError,
};

export function sendError(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: "Error", message: String(error) };
  const { name, message, stack, cause } = error;
  return {
    name,
    message,
    ...(error instanceof GenericDPError && { code: error.code }),
    ...(stack !== undefined && { stack }),
    ...(cause instanceof Error && { cause: sendError(cause) }),
  };
}

/** One of our errors from another thread, recognised by its code and name. */
class ReceivedError extends GenericDPError {
  override readonly code: string;

  constructor(message: string, code: string) {
    super(message);
    this.code = code;
  }
}

export function receiveError({ name, message, code, stack, cause }: SentError): Error {
  const error = code === undefined ? new (CLASSES[name] ?? Error)(message) : new ReceivedError(message, code);
  const define = (key: "name" | "stack" | "cause", value: unknown): void => {
    Object.defineProperty(error, key, { value, configurable: true, writable: true });
  };
  if (error.name !== name) define("name", name);
  // The place of the error is in the worker.
  if (stack !== undefined) define("stack", stack);
  if (cause !== undefined) define("cause", receiveError(cause));
  return error;
}
