import { randomUUID } from "node:crypto";
import type { Readable } from "node:stream";
import fastifyAccepts from "@fastify/accepts";
import fastifyMultipart from "@fastify/multipart";
import { fastify } from "fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions } from "fastify";
import { Busy, Refusal } from "./engine/picture-job.ts";
import type { Engine, PictureResult } from "./engine/picture-job.ts";
import { MEDIA_TYPES, TASKS } from "./engine/task-options.ts";
import type { ApiKeys } from "./http/api-keys.ts";
import { explainInvalid } from "./http/explain-invalid.ts";
import { addJobs } from "./http/jobs.ts";
import { memoryBudget } from "./http/memory-budget.ts";
import { addMetrics } from "./http/metrics.ts";
import { addOpenApi } from "./http/openapi.ts";
import { sendProblem } from "./http/problem.ts";
import { lengthOf, readBytes } from "./http/read-bytes.ts";
import { readPicture, schemaOf } from "./http/read-picture.ts";
import type { Limits } from "./http/read-picture.ts";
import { traceRequests } from "./http/trace-requests.ts";
import type { QueueEngine } from "./queue/queue-engine.ts";
import type { Inputs } from "./storage/inputs.ts";

/** Maximum bytes of a JSON body. */
const MOST_JSON = 16_384;

/** An answer to requests that no route takes. */
function nothingAt(app: FastifyInstance, { method, url }: FastifyRequest): Refusal {
  const isForPost = method !== "POST" && app.hasRoute({ method: "POST", url: url.replace(/\?.*/, "") });
  return new Refusal(`there is nothing at ${method} ${url}${isForPost ? ", only at POST" : ""}`, 404);
}

export interface AppOptions {
  readonly engine: Engine | QueueEngine;
  /** Maximum bytes of a request body. Default: 64 MiB. */
  readonly maxBytes?: number;
  /** Maximum pixels of an image. Default: 50 million. */
  readonly maxPixels?: number;
  /** Maximum bytes of files held by all requests in progress. Default: 1 GiB. */
  readonly maxHeld?: number;
  /** Seconds until a request times out. Default: 120. */
  readonly timeout?: number;
  /** The accepted API keys. Default: everyone is served. */
  readonly apiKeys?: ApiKeys;
  /** Files that requests may name by key. Default: none. */
  readonly inputs?: Inputs;
  readonly logger?: FastifyServerOptions["logger"];
}

/**
 * The service: images in, images out. It fetches nothing but inputs and writes nothing. Its `close()` waits
 * for the requests in progress; it does not close the engine.
 */
export async function createApp({
  engine,
  maxBytes = 64 * 2 ** 20,
  maxPixels = 5e7,
  maxHeld = 2 ** 30,
  timeout = 120,
  apiKeys,
  inputs,
  logger = false,
}: AppOptions): Promise<FastifyInstance> {
  const app = fastify({
    logger,
    bodyLimit: maxBytes,
    requestTimeout: timeout * 1000,
    forceCloseConnections: "idle",
    requestIdHeader: false,
    genReqId: ({ headers: { "x-request-id": given } }) =>
      typeof given === "string" && /^[\w.-]{1,64}$/.test(given) ? given : randomUUID(),
    ajv: { customOptions: { coerceTypes: true, removeAdditional: false, allErrors: false, verbose: true } },
    schemaErrorFormatter: (errors, part) =>
      new Error(explainInvalid(errors, part === "querystring" ? "query" : part)),
  });
  let closing = false;
  traceRequests(app);
  app.setErrorHandler(sendProblem);
  app.setNotFoundHandler((request, reply) => sendProblem(nothingAt(app, request), request, reply));
  app.addHook("onRequest", async (request, reply) => {
    void reply.header("x-request-id", request.id).header("x-content-type-options", "nosniff");
  });
  app.addHook("preClose", async () => {
    closing = true;
  });
  app.addHook("onSend", async (_, reply) => {
    // Otherwise, clients with open connections would keep the service from ending.
    if (closing) void reply.header("connection", "close");
  });
  await app.register(fastifyAccepts);
  await app.register(fastifyMultipart, {
    limits: { fileSize: maxBytes, files: 2, fields: 20, fieldSize: 100, fieldNameSize: 50, parts: 24 },
  });
  app.removeContentTypeParser(["application/json", "text/plain"]);
  app.addContentTypeParser(
    /^(image\/(?!svg)[\w.+-]+|application\/octet-stream|application\/x-npy)/,
    async (request: FastifyRequest, body: Readable) =>
      readBytes(body, { expected: lengthOf(request.headers["content-length"]), most: maxBytes }),
  );
  const memory = memoryBudget(maxHeld, maxBytes);
  const limits: Limits = { maxPixels, maxBytes, memory, ...(inputs && { inputs }) };
  if (inputs !== undefined) {
    const parse = app.getDefaultJsonParser("error", "error");
    app.addContentTypeParser("application/json", { parseAs: "string", bodyLimit: MOST_JSON }, parse);
  }
  await addOpenApi(app);
  const metrics = addMetrics(app, engine);

  app.get("/healthz", { schema: { hide: true } }, async () => ({ status: "alive" }));
  app.get("/readyz", { schema: { hide: true } }, async (_, reply) => {
    const ready = !closing && engine.full() === undefined;
    return reply.status(ready ? 200 : 503).send({ status: ready ? "ready" : "busy" });
  });

  await app.register(async (tasks) => {
    // Runs before the body is read.
    tasks.addHook("onRequest", async (request, reply) => {
      if (apiKeys !== undefined) request.log.info({ owner: expectKey(request, apiKeys) }, "key");
      // Only POST requests need memory for files.
      if (request.method !== "POST") return;
      const later = engine.full();
      if (later !== undefined) throw new Busy(later);
      memory.take(request, reply);
    });
    for (const task of TASKS) {
      tasks.post(`/v1/${task}`, { schema: schemaOf(task, limits) }, async (request, reply) => {
        const signal = giveUp(reply, timeout);
        const job = await readPicture(task, request, limits);
        const result = await engine.run(job, { signal, transfer: true });
        metrics.countPixels(task, result.width * result.height);
        return answer(reply, result);
      });
    }
    if ("enqueue" in engine) addJobs(tasks, engine, limits);
  });
  return app;
}

function expectKey({ headers }: FastifyRequest, apiKeys: ApiKeys): string {
  const given = headers["x-api-key"] ?? /^Bearer (\S+)$/i.exec(headers.authorization ?? "")?.[1];
  const owner = typeof given === "string" ? apiKeys(given) : undefined;
  if (owner === undefined) throw new Refusal("expected an API key of this service as a Bearer token", 401);
  return owner;
}

/** Aborts when the request takes too long, or when its client has disconnected. */
function giveUp({ raw }: FastifyReply, seconds: number): AbortSignal {
  const given = new AbortController();
  const late = new DOMException("the request timed out", "TimeoutError");
  const timer = setTimeout(() => given.abort(late), seconds * 1000);
  raw.once("close", () => {
    clearTimeout(timer);
    if (!raw.writableFinished) given.abort();
  });
  return given.signal;
}

/** Sends the result for an image. */
function answer(reply: FastifyReply, { bytes, format, ...facts }: PictureResult): FastifyReply {
  void reply.header("cache-control", "no-store").header("genericdp-noise-level", facts.noiseLevel.toFixed(2));
  const { found, chosen } = facts;
  if (chosen !== undefined) void reply.header("genericdp-chosen", chosen);
  if (found !== undefined) void reply.header(chosen ? "genericdp-found" : "genericdp-noise", found);
  if (bytes === undefined) return reply.send(facts);
  const { buffer, byteOffset, byteLength } = bytes;
  return reply.type(MEDIA_TYPES[format]).send(Buffer.from(buffer, byteOffset, byteLength));
}
