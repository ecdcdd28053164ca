import { GenericDPError, QueueFullError } from "genericdp";

/** The HTTP status and the message for an error of genericdp; of other errors, clients learn nothing. */
export function describeError(error: unknown): {
  readonly status: 413 | 422 | 500 | 503;
  readonly message: string;
} {
  if (!(error instanceof GenericDPError)) return { status: 500, message: "internal error" };
  const { code, message } = error;
  if (error instanceof QueueFullError) return { status: 503, message };
  return { status: code === "too-large" ? 413 : 422, message };
}
