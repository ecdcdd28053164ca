import { SpanKind, SpanStatusCode, context, propagation, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { afterAll, beforeAll, expect, it } from "vitest";
import { embeddedEngine } from "../src/engine/embedded-engine.ts";
import { queueWorker } from "../src/queue/queue-worker.ts";
import { queuedService } from "./queued-service.ts";
import { listening, picture } from "./running-app.ts";
import { NO_REDIS } from "./redis.ts";

const exporter = new InMemorySpanExporter();
const engine = embeddedEngine({ workers: 1 });
beforeAll(() => {
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  propagation.setGlobalPropagator(new W3CTraceContextPropagator());
  trace.setGlobalTracerProvider(
    new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] }),
  );
});
afterAll(() => engine.close());

const CLIENT = "00f067aa0ba902b7";
let traces = 0;
/** Sends an image as a client with its own trace. */
async function send(url: string, path: string, body: Uint8Array<ArrayBuffer>) {
  const traceId = (++traces).toString(16).padStart(32, "0");
  const headers = { "content-type": "image/png", traceparent: `00-${traceId}-${CLIENT}-01` };
  const response = await fetch(`${url}/v1/${path}`, { method: "POST", headers, body });
  return { traceId, response, body: new Uint8Array(await response.arrayBuffer()) };
}
/** The finished spans of a trace. */
function spansOf(traceId: string): ReadableSpan[] {
  return exporter.getFinishedSpans().filter((span) => span.spanContext().traceId === traceId);
}
/** The names of all spans from a span up to the client's. */
function ancestors(span: ReadableSpan, spans: readonly ReadableSpan[]): string[] {
  const { spanId } = span.parentSpanContext!;
  const parent = spans.find((one) => one.spanContext().spanId === spanId);
  return [span.name, ...(parent === undefined ? [spanId] : ancestors(parent, spans))];
}
const named = (spans: readonly ReadableSpan[], name: string): ReadableSpan[] =>
  spans.filter((span) => span.name === name);

it("a request has a span of its client's trace, and its restoration one below", async () => {
  const { app, url } = await listening({ engine });
  const { traceId } = await send(url, "denoise?noiseLevel=9&model=gray-tiny", await picture(24, 20));
  const spans = spansOf(traceId);
  const [restored] = named(spans, "restore denoise");
  expect(ancestors(restored!, spans)).toEqual(["restore denoise", "POST /v1/denoise", CLIENT]);
  expect(restored!.attributes).toMatchObject({ "image.width": 24, "image.height": 20, "image.channels": 3 });
  const [request] = named(spans, "POST /v1/denoise");
  expect(request).toMatchObject({
    kind: SpanKind.SERVER,
    status: { code: SpanStatusCode.UNSET },
    attributes: { "http.route": "/v1/denoise", "http.response.status_code": 200 },
  });
  // A rejected request is not an error of the service.
  const refused = await send(url, "denoise", new TextEncoder().encode("a poem"));
  const outcome = (name: string) => named(spansOf(refused.traceId), name).map(({ status }) => status.code);
  expect(refused.response.status).toBe(415);
  expect([outcome("POST /v1/denoise"), outcome("restore denoise")]).toEqual([
    [SpanStatusCode.UNSET],
    [SpanStatusCode.ERROR],
  ]);
  const before = exporter.getFinishedSpans().length;
  await (await fetch(`${url}/healthz`)).text();
  expect(exporter.getFinishedSpans()).toHaveLength(before);
  await app.close();
});

it("a job carries its trace through the queue to all workers that process it", async (test) => {
  test.skip(NO_REDIS !== undefined, NO_REDIS);
  const service = await queuedService();
  const options = { redis: service.redis.url, storage: service.storage, engine, concurrency: 1 };
  // The trace in which a worker is started does not matter.
  const worker = queueWorker({ ...options, partPixels: 300 });
  for (const [width, restorations] of [
    [12, 1],
    // Four parts, and joining them.
    [50, 5],
  ] as const) {
    const image = await picture(width, 24);
    const waited = await send(service.url, "denoise?noiseLevel=9&model=gray-tiny&format=png", image);
    expect(waited.response.status).toBe(200);
    const queued = await send(service.url, "jobs/denoise?noiseLevel=8&model=gray-tiny", image);
    const { id } = JSON.parse(Buffer.from(queued.body).toString()) as { id: string };
    await expect.poll(async () => (await service.engine.state(id))?.state).toBe("completed");
    for (const [{ traceId }, route] of [
      [waited, "POST /v1/denoise"],
      [queued, "POST /v1/jobs/denoise"],
    ] as const) {
      await expect.poll(() => named(spansOf(traceId), "restore denoise")).toHaveLength(restorations);
      const spans = spansOf(traceId);
      for (const restored of named(spans, "restore denoise")) {
        const path = ancestors(restored, spans);
        expect(path.slice(-2)).toEqual([route, CLIENT]);
        expect(path.join(" < ")).toMatch(
          /^restore denoise < process genericdp-pictures < add genericdp-pictures/,
        );
      }
    }
  }
  await worker.close();
  await service.close();
});
