import { SpanStatusCode, trace } from "@opentelemetry/api";
import type { Attributes, Span, Tracer } from "@opentelemetry/api";
import { BullMQOtel } from "bullmq-otel";

const NAME = "genericdp-server";

/** The tracer of the OpenTelemetry set up in this process; without one, its spans do nothing. */
export function tracer(): Tracer {
  return trace.getTracer(NAME);
}

/** Makes jobs carry the trace of their request to the worker. */
export function queueTelemetry(): BullMQOtel {
  return new BullMQOtel({ tracerName: NAME });
}

/** Runs some work in a span, which records the outcome. */
export async function traced<Result>(
  name: string,
  attributes: Attributes,
  work: (span: Span) => Promise<Result>,
): Promise<Result> {
  return tracer().startActiveSpan(name, { attributes }, async (span) => {
    try {
      return await work(span);
    } catch (error) {
      span.recordException(error as Error);
      span.setStatus({ code: SpanStatusCode.ERROR, message: (error as Error).message });
      throw error;
    } finally {
      span.end();
    }
  });
}
