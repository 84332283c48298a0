import { STAGES, type Lane, type Stage } from "#contracts";
import { activeTraceparent, recordStage, wallClockMs } from "#telemetry";
import type { RequestTiming } from "#transport";
import { trace } from "@opentelemetry/api";
import type { FastifyInstance, FastifyRequest } from "fastify";

/** The stages of one request in milliseconds, in order; only those that took place. */
export interface RequestMeasurement {
  readonly stages: readonly (readonly [stage: Stage, durationMs: number])[];
  readonly unattributedMs: number;
  readonly totalMs: number;
  /** Whether it was a valuation that the caller waited for. */
  readonly isValuation: boolean;
}

/** Measures the stages of one request. Milliseconds; wall clock. */
export class RequestClock {
  private sentAtMs: number | undefined;
  private timing: RequestTiming | undefined;
  private labels: { ensemble: boolean; lane: Lane } | undefined;

  constructor(private readonly startedAtMs: number) {}

  /** The request is read and validated; its job is about to be queued. */
  markSent(ensemble: boolean, lane: Lane): void {
    this.sentAtMs = wallClockMs();
    this.labels = { ensemble, lane };
  }

  /** The reply has arrived. */
  readonly markAnswered = (timing: RequestTiming): void => {
    this.timing = timing;
  };

  /** Every stage that took place, in order, and the unattributed time; call it right before the answer is sent. */
  finish(): RequestMeasurement {
    const nowMs = wallClockMs();
    // Each stage begins where the one before it ends.
    const acceptedAtMs = this.timing?.sentAtMs ?? this.sentAtMs;
    const measured: Record<string, number | undefined> = {
      accept: acceptedAtMs === undefined ? undefined : acceptedAtMs - this.startedAtMs,
      enqueue: this.timing?.enqueueMs,
      queue: this.timing?.queueMs,
      ...this.timing?.stages,
      reply: this.timing?.replyMs,
      respond: this.timing && nowMs - this.timing.heldAtMs,
    };
    const stages = STAGES.flatMap((stage): [Stage, number][] => {
      const durationMs = measured[stage];
      return durationMs === undefined ? [] : [[stage, Math.max(0, durationMs)]];
    });
    // The clock may have been set back in between.
    const totalMs = Math.max(0, nowMs - this.startedAtMs);
    const unattributedMs = Math.max(
      0,
      totalMs - stages.reduce((sum, [, durationMs]) => sum + durationMs, 0),
    );
    // The worker records its own stages.
    for (const [stage, durationMs] of stages) {
      if (this.labels !== undefined && this.timing?.stages[stage] === undefined) {
        recordStage(stage, durationMs, this.labels);
      }
    }
    return { stages, unattributedMs, totalMs, isValuation: this.labels !== undefined };
  }
}

/** `accept;dur=0.12, …, unattributed;dur=0.05, total;dur=2.04`, in milliseconds. */
const serverTiming = ({ stages, unattributedMs, totalMs }: RequestMeasurement): string =>
  [...stages, ["unattributed", unattributedMs] as const, ["total", totalMs] as const]
    .map(([name, durationMs]) => `${name};dur=${durationMs.toFixed(3)}`)
    .join(", ");

const clocks = new WeakMap<FastifyRequest, RequestClock>();

/** The clock of a request. */
export const clockOf = (request: FastifyRequest): RequestClock => {
  const clock = clocks.get(request) ?? new RequestClock(wallClockMs());
  clocks.set(request, clock);
  return clock;
};

/**
 * Starts a clock with every request, and ends every response with `Server-Timing` and `traceparent`.
 * @param onMeasured called for every valuation that a caller waited for, with the figures of its header and its trace
 */
export const addTimingHooks = (
  fastify: FastifyInstance,
  onMeasured: (measurement: RequestMeasurement, traceparent: string | undefined) => void,
): void => {
  fastify.addHook("onRequest", (request, reply, done) => {
    clocks.set(request, new RequestClock(wallClockMs()));
    const traceparent = activeTraceparent();
    if (traceparent !== undefined) void reply.header("traceparent", traceparent);
    const route = request.routeOptions.url;
    if (route !== undefined)
      trace
        .getActiveSpan()
        ?.setAttribute("http.route", route)
        .updateName(`${request.method} ${route}`);
    done();
  });
  fastify.addHook("onSend", (request, reply, payload, done) => {
    if (request.url.startsWith("/api/")) {
      const measurement = clockOf(request).finish();
      if (measurement.isValuation)
        onMeasured(measurement, reply.getHeader("traceparent") as string | undefined);
      void reply.header("server-timing", serverTiming(measurement));
    }
    done(null, payload);
  });
};
