import { GenericDPError } from "@genericdp/core";

/** An error as fields: structured cloning would lose its name. */
export interface SentError {
  readonly name: string;
  readonly message: string;
  /** Of a `GenericDPError`. */
  readonly code?: string;
  readonly stack?: string;
  readonly cause?: SentError;
}

/** Classes that an error has again on the other side; one of any other class keeps its name. */
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

/** One of ours from another thread: known by its code and its name. */
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
  // Where it went wrong is in the worker.
  if (stack !== undefined) define("stack", stack);
  if (cause !== undefined) define("cause", receiveError(cause));
  return error;
}
