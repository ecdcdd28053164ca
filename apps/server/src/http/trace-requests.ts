import { SpanKind, SpanStatusCode, context, propagation, trace } from "@opentelemetry/api";
import type { FastifyInstance } from "fastify";
import { tracer } from "../tracing.ts";

/**
 * Gives every request of the API a span, the child of its client's where that has sent one; all work for the
 * request belongs to it. Where an instrumentation of HTTP has made one, that is the span of the request.
 */
export function traceRequests(app: FastifyInstance): void {
  app.addHook("onRequest", (request, reply, done) => {
    const { method, headers, routeOptions } = request;
    const path = routeOptions.url;
    if (trace.getActiveSpan() !== undefined || path?.startsWith("/v1/") !== true) return done();
    const parent = propagation.extract(context.active(), headers);
    const attributes = { "http.request.method": method, "http.route": path, "genericdp.request": request.id };
    const span = tracer().startSpan(`${method} ${path}`, { kind: SpanKind.SERVER, attributes }, parent);
    // Also where its client has gone.
    reply.raw.once("close", () => {
      const { statusCode, raw } = reply;
      if (raw.headersSent) span.setAttribute("http.response.status_code", statusCode);
      if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    context.with(trace.setSpan(parent, span), done);
  });
}
