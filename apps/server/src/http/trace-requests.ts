import { SpanKind, SpanStatusCode, context, propagation, trace } from "@opentelemetry/api";
import type { FastifyInstance } from "fastify";
import { tracer } from "../tracing.ts";

/**
 * Gives every API request a span, as a child of the client's span if there is one. All work for the request
 * belongs to it. If an HTTP instrumentation has already created a span, that one is used.
 */
export function traceRequests(app: FastifyInstance): void {
  app.addHook("onRequest", (request, reply, done) => {
    const { method, headers, routeOptions } = request;
    const path = routeOptions.url;
    if (trace.getActiveSpan() !== undefined || path?.startsWith("/v1/") !== true) return done();
    const parent = propagation.extract(context.active(), headers);
    const attributes = { "http.request.method": method, "http.route": path, "genericdp.request": request.id };
    const span = tracer().startSpan(`${method} ${path}`, { kind: SpanKind.SERVER, attributes }, parent);
    // Also called if the client has disconnected.
    reply.raw.once("close", () => {
      const { statusCode, raw } = reply;
      if (raw.headersSent) span.setAttribute("http.response.status_code", statusCode);
      if (statusCode >= 500) span.setStatus({ code: SpanStatusCode.ERROR });
      span.end();
    });
    context.with(trace.setSpan(parent, span), done);
  });
}
