import type { Lane } from "#contracts";
import {
  context,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
} from "@opentelemetry/api";

import { queueName } from "./backend.js";

const tracer = () => trace.getTracer("assay.transport");

/** Attributes of the messaging conventions. No payload and no result goes into a span. */
const attributes = (operation: "send" | "process", lane: Lane, jobId: string) => ({
  "messaging.system": "bullmq",
  "messaging.operation.name": operation,
  "messaging.operation.type": operation,
  "messaging.destination.name": queueName(lane),
  "messaging.message.id": jobId,
});

/** The span of handing a job to the queue. */
export const startSend = (lane: Lane, jobId: string, count = 1): Span =>
  tracer().startSpan("send valuation", {
    kind: SpanKind.PRODUCER,
    attributes: {
      ...attributes("send", lane, jobId),
      ...(count > 1 ? { "messaging.batch.message_count": count } : {}),
    },
  });

/** Trace context of a span, to travel with a job. */
export const carrierOf = (span: Span): Record<string, string> => {
  const carrier: Record<string, string> = {};
  propagation.inject(trace.setSpan(context.active(), span), carrier);
  return carrier;
};

/** The context that a job came with. */
export const contextOf = (metadata: Record<string, string>): Context =>
  propagation.extract(ROOT_CONTEXT, metadata);

/** What a job waited, from its sending to its pick-up; clocks of two hosts may disagree, so never below zero. */
export const recordQueueWait = (parent: Context, sentAtMs: number, pickedUpAtMs: number): void => {
  tracer()
    .startSpan("queue wait", { startTime: Math.min(sentAtMs, pickedUpAtMs) }, parent)
    .end(pickedUpAtMs);
};

/** The span of working on a job: a child of its sending, in the same trace. */
export const startProcess = (parent: Context, lane: Lane, jobId: string, attempt: number): Span =>
  tracer().startSpan(
    "process valuation",
    {
      kind: SpanKind.CONSUMER,
      attributes: { ...attributes("process", lane, jobId), "assay.attempt": attempt },
    },
    parent,
  );

/** The way of a reply over the bus, seen by the one that waited. */
export const recordReply = (parent: Context, handedAtMs: number, heldAtMs: number): void => {
  tracer()
    .startSpan("reply", { startTime: Math.min(handedAtMs, heldAtMs) }, parent)
    .end(heldAtMs);
};

/** Marks a span as failed, by the class of the error. */
export const markFailed = (span: Span, error: unknown): void => {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute("error.type", error instanceof Error ? error.name : "unknown");
};
