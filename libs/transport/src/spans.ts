import type { Lane } from "#contracts";
import { areSpansRecorded, carrierOfContext, contextOfCarrier, errorType } from "#telemetry";
import {
  context,
  SpanKind,
  SpanStatusCode,
  trace,
  type Context,
  type Span,
} from "@opentelemetry/api";

import { isTracingSuppressed } from "@opentelemetry/core";

import { queueName } from "./queue/queue-port.js";

const tracer = () => trace.getTracer("assay.transport");

/** Attributes of the messaging conventions. No payload and no result goes into a span. */
const attributes = (operation: "send" | "process", lane: Lane) => ({
  "messaging.system": "bullmq",
  "messaging.operation.name": operation,
  "messaging.operation.type": operation,
  "messaging.destination.name": queueName(lane),
});

/**
 * Where no span is recorded: the place in the trace that `from` has, to be passed along. Work without a caller has none yet,
 * and gets one as a new span does.
 */
const passedAlong = (from: Context): Span | undefined => {
  if (areSpansRecorded()) return undefined;
  const place = trace.getSpanContext(from);
  return place && trace.wrapSpanContext(place);
};

/** The span of handing a request to the queue, from its arrival on. */
export const startSend = (lane: Lane): Span =>
  passedAlong(context.active()) ??
  tracer().startSpan("send valuation", {
    kind: SpanKind.PRODUCER,
    attributes: attributes("send", lane),
  });

/** Records in which job a request goes, and how many share it. */
export const markSent = (span: Span, jobId: string, sharedBy: number): void => {
  span.setAttribute("messaging.message.id", jobId);
  if (sharedBy > 1) span.setAttribute("messaging.batch.message_count", sharedBy);
};

/** The span of handing several jobs to the queue at once; the spans of working on them link to it. */
export const startSendMany = (lane: Lane, count: number): Span =>
  passedAlong(context.active()) ??
  tracer().startSpan("send valuation", {
    kind: SpanKind.PRODUCER,
    attributes: { ...attributes("send", lane), "messaging.batch.message_count": count },
  });

/** Trace context of a span, to travel with a job. */
export const carrierOf = (span: Span): Record<string, string> =>
  carrierOfContext(trace.setSpan(context.active(), span));

/** The context that a job came with. Where nothing is traced, as in a warm-up, nothing of its job is. */
export const contextOf = (metadata: Record<string, string>): Context =>
  isTracingSuppressed(context.active()) ? context.active() : contextOfCarrier(metadata);

/** One run of a job: the first, a retry, or one more after its worker has died. */
export interface Run {
  readonly lane: Lane;
  readonly jobId: string;
  /** From 1; runs whose worker died count too. */
  readonly number: number;
  /** How many workers it has lost. */
  readonly stalled: number;
}

/**
 * What a job waited, from its storing to this pick-up, earlier runs included; clocks of two hosts may disagree, so
 * never below zero.
 */
export const recordQueueWait = (
  parent: Context,
  storedAtMs: number,
  pickedUpAtMs: number,
  { number }: Run,
): void => {
  if (!areSpansRecorded()) return;
  tracer()
    .startSpan(
      "queue wait",
      {
        startTime: Math.min(storedAtMs, pickedUpAtMs),
        attributes: number > 1 ? { "assay.attempt": number } : {},
      },
      parent,
    )
    .end(pickedUpAtMs);
};

/**
 * The span of working on a request: a child of its sending, in the same trace.
 * @param linked where it shared something with others: the sending of many jobs at once, also where that belongs to
 * another trace; or the first request of a shared job, whose trace shows the round trips that all of them shared
 */
export const startProcess = (
  parent: Context,
  { lane, jobId, number, stalled }: Run,
  pickedUpAtMs: number,
  linked: Context | undefined,
): Span => {
  const unrecorded = passedAlong(parent);
  if (unrecorded !== undefined) return unrecorded;
  const sender = linked && trace.getSpanContext(linked);
  return tracer().startSpan(
    "process valuation",
    {
      kind: SpanKind.CONSUMER,
      startTime: pickedUpAtMs,
      attributes: {
        ...attributes("process", lane),
        "messaging.message.id": jobId,
        "assay.attempt": number,
        ...(stalled > 0 ? { "assay.stalled": stalled } : {}),
      },
      links: sender === undefined ? [] : [{ context: sender }],
    },
    parent,
  );
};

/** The way of a reply over the bus, seen by the one that waited. */
export const recordReply = (parent: Context, handedAtMs: number, heldAtMs: number): void => {
  if (!areSpansRecorded()) return;
  tracer()
    .startSpan("reply", { startTime: Math.min(handedAtMs, heldAtMs) }, parent)
    .end(heldAtMs);
};

/** Marks a span as failed, by the class of the error. */
export const markFailed = (span: Span, error: unknown): void => {
  span.setStatus({ code: SpanStatusCode.ERROR });
  span.setAttribute("error.type", errorType(error));
};
