import { areSpansRecorded, recordStage } from "#telemetry";
import { metrics, SpanKind, trace, TraceFlags, type Histogram } from "@opentelemetry/api";

import type { Item } from "../source/item.js";

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * Records that a live event was written to the first socket: once per event, however many subscribers get it. The span begins
 * when the event was logged, and is linked to the trace of what caused it.
 * @param nowMs milliseconds since the Unix epoch
 */
export const recordDelivery = (item: Item, nowMs: number): void => {
  item.isDelivered = true;
  // The database's clock may be ahead of this one.
  const durationMs = Math.max(0, nowMs - item.dueMs);
  recordStage("deliver", durationMs);
  if (!areSpansRecorded()) return;
  const [, traceId, spanId, flags] = TRACEPARENT.exec(item.tp ?? "") ?? [];
  const links =
    traceId === undefined || spanId === undefined
      ? []
      : [
          {
            context: {
              traceId,
              spanId,
              traceFlags: Number.parseInt(flags ?? "0", 16) & TraceFlags.SAMPLED,
              isRemote: true,
            },
          },
        ];
  trace
    .getTracer("assay")
    .startSpan("deliver", {
      root: true,
      kind: SpanKind.INTERNAL,
      startTime: nowMs - durationMs,
      links,
      attributes: { "assay.seq": item.seq, "assay.event.type": item.type },
    })
    .end(nowMs);
};

let roundTrips: Histogram | undefined;
let lags: Histogram | undefined;
const ROUND_TRIP_S = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5];
const LAG_EVENTS = [0, 1, 10, 100, 1_000, 10_000, 100_000];

/**
 * Records the result of a probe.
 * @param roundTripMs from the probe to its answer
 * @param lag events between the client's offset and the head, if the client reported its offset
 */
export const recordProbe = (roundTripMs: number, lag: number | undefined): void => {
  // Created at first use: an instrument created before the SDK has started is never exported.
  roundTrips ??= metrics.getMeter("assay").createHistogram("assay_stream_round_trip_seconds", {
    description: "From a probe to its answer.",
    unit: "s",
    advice: { explicitBucketBoundaries: ROUND_TRIP_S },
  });
  roundTrips.record(roundTripMs / 1_000);
  lags ??= metrics.getMeter("assay").createHistogram("assay_stream_lag_events", {
    description: "How far behind the head a client is when it answers a probe.",
    advice: { explicitBucketBoundaries: LAG_EVENTS },
  });
  if (lag !== undefined) lags.record(lag);
};

/** Exports the number of connections as `assay_stream_connections`, by which replay processes are scaled. */
export const countConnections = (connections: () => number): void => {
  metrics
    .getMeter("assay")
    .createObservableGauge("assay_stream_connections", {
      description: "Connections that follow the stream in this process.",
    })
    .addCallback((gauge) => gauge.observe(connections()));
};
