import { SpanStatusCode, trace } from "@opentelemetry/api";
import type { Attributes, Span, Tracer } from "@opentelemetry/api";
import { BullMQOtel } from "bullmq-otel";

const NAME = "genericdp-server";

/** Of whatever has set up OpenTelemetry in this process by now; otherwise its spans are nothing. */
export function tracer(): Tracer {
  return trace.getTracer(NAME);
}

/** By which a job carries the trace of its request to whoever takes it out of the queue. */
export function queueTelemetry(): BullMQOtel {
  return new BullMQOtel({ tracerName: NAME });
}

/** Does a piece of work within a span of its own, which tells how it ended. */
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
