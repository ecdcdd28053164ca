import type { FastifyInstance } from "fastify";
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";
import type { Engine } from "../engine/picture-job.ts";

/** Counts requests, durations and pixels, and reports them at `/metrics`. */
export interface Metrics {
  countPixels(task: string, pixels: number): void;
}

export function addMetrics(app: FastifyInstance, engine: Pick<Engine, "load">): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: "genericdp_request_seconds",
    help: "Time from a request to the end of its response.",
    labelNames: ["method", "route", "status"],
    buckets: [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100],
    registers,
  });
  const pixels = new Counter({
    name: "genericdp_pixels_total",
    help: "Pixels of the images that were restored.",
    labelNames: ["task"],
    registers,
  });
  const load: Gauge = new Gauge({
    name: "genericdp_pictures",
    help: "Images that are being processed or waiting.",
    registers,
    collect: () => load.set(engine.load()),
  });
  app.addHook("onResponse", async (request, reply) => {
    const route = request.routeOptions.url ?? "none";
    requests.observe({ method: request.method, route, status: reply.statusCode }, reply.elapsedTime / 1000);
  });
  app.get("/metrics", { schema: { hide: true } }, async (_, reply) => {
    return reply.type(registry.contentType).send(await registry.metrics());
  });
  return { countPixels: (task, count) => pixels.inc({ task }, count) };
}
