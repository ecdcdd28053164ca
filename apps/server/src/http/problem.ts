import { STATUS_CODES } from "node:http";
import type { FastifyError, FastifyReply, FastifyRequest } from "fastify";
import { Busy, Refusal } from "../engine/picture-job.ts";

/** An error response in the format of RFC 9457. */
export interface Problem {
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string;
}

/** Sends a problem response. Internal errors are logged, and the client gets only a general message. */
export function sendProblem(
  error: FastifyError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const { status, detail } = describe(error, request);
  if (error instanceof Busy) void reply.header("retry-after", error.retryAfter);
  if (status === 401) void reply.header("www-authenticate", "Bearer");
  if (status >= 500) request.log.error(error);
  const problem: Problem = {
    status,
    title: STATUS_CODES[status] ?? "Error",
    detail,
    requestId: request.id,
  };
  return reply.status(status).type("application/problem+json").send(problem);
}

function describe(
  error: FastifyError | Error,
  { headers: { "content-type": type } }: FastifyRequest,
): { readonly status: number; readonly detail: string } {
  if (error instanceof Refusal) return { status: error.status, detail: error.message };
  if (error instanceof Busy) return { status: 429, detail: error.message };
  if (error.name === "TimeoutError") return { status: 504, detail: "the request timed out" };
  if (error.name === "AbortError") return { status: 503, detail: "the work was stopped" };
  if ("code" in error && error.code === "FST_ERR_CTP_INVALID_MEDIA_TYPE") {
    const types = "that of an image such as image/png, application/octet-stream or multipart/form-data";
    return { status: 415, detail: `expected a content-type: ${types}; got ${type ?? "none"}` };
  }
  const status = "statusCode" in error ? (error.statusCode ?? 500) : 500;
  // Messages of the framework about a request are meant for the client.
  return status < 500
    ? { status, detail: error.message }
    : { status, detail: "internal error; the log contains the id of the request" };
}

/** Whether an error has a status for the response: a Refusal, or an error of Fastify. */
export function hasStatus(error: unknown): boolean {
  return error instanceof Refusal || (error instanceof Error && "statusCode" in error);
}
