/** The stages of one request, from its `Server-Timing` header. Milliseconds. */
export interface RequestTiming {
  readonly stages: readonly { readonly stage: string; readonly ms: number }[];
  readonly unattributedMs: number;
  readonly totalMs: number;
  /** What the reader waited for, the network included; undefined if it was not measured. */
  readonly roundTripMs: number | undefined;
  readonly traceId: string | undefined;
}

/** Reads `accept;dur=0.12, …, unattributed;dur=0.05, total;dur=2.04`; undefined without such a header. */
export const readServerTiming = (
  headers: Headers,
  roundTripMs: number | undefined,
): RequestTiming | undefined => {
  const header = headers.get("server-timing");
  if (header === null) return undefined;
  const parts = header.split(",").flatMap((part) => {
    const [, stage, ms] = /^\s*([\w-]+)\s*;\s*dur=([\d.]+)/.exec(part) ?? [];
    return stage === undefined || ms === undefined ? [] : [{ stage, ms: Number(ms) }];
  });
  const named = (name: string): number => parts.find(({ stage }) => stage === name)?.ms ?? 0;
  return {
    stages: parts.filter(({ stage }) => stage !== "unattributed" && stage !== "total"),
    unattributedMs: named("unattributed"),
    totalMs: named("total"),
    roundTripMs,
    traceId: traceIdOf(headers.get("traceparent")),
  };
};

/** The trace of a W3C `traceparent`. */
export const traceIdOf = (traceparent: string | null | undefined): string | undefined =>
  /^[\da-f]{2}-([\da-f]{32})-/.exec(traceparent ?? "")?.[1];
