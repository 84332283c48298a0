import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A span in OTLP/JSON, with its attributes as a plain object. */
export interface SinkSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  readonly service: string;
  /** Attributes of the process. */
  readonly resource: Readonly<Record<string, unknown>>;
  readonly isError: boolean;
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of the spans that it is linked to. */
  readonly linkedTraceIds: readonly string[];
  /** Ids of the spans that it links to. */
  readonly links: readonly string[];
  readonly startNs: bigint;
  readonly endNs: bigint;
}

/** Receives what a Jaeger would. */
export interface OtlpSink {
  readonly url: string;
  readonly spans: readonly SinkSpan[];
  readonly bytes: () => number;
  close(): Promise<void>;
}

interface OtlpValue {
  stringValue?: string;
  intValue?: string | number;
  doubleValue?: number;
  boolValue?: boolean;
}
interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  kind: number;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  status?: { code?: number };
  attributes: { key: string; value: OtlpValue }[];
  links?: { traceId: string; spanId: string }[];
}
interface OtlpTraces {
  resourceSpans: {
    resource: { attributes: { key: string; value: OtlpValue }[] };
    scopeSpans: { spans: OtlpSpan[] }[];
  }[];
}

const valueOf = ({ stringValue, intValue, doubleValue, boolValue }: OtlpValue): unknown =>
  stringValue ?? intValue ?? doubleValue ?? boolValue;

const read = (body: string): SinkSpan[] =>
  (JSON.parse(body) as OtlpTraces).resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const service =
      resource.attributes.find(({ key }) => key === "service.name")?.value.stringValue ?? "";
    const ofProcess = Object.fromEntries(
      resource.attributes.map(({ key, value }) => [key, valueOf(value)]),
    );
    return scopeSpans.flatMap(({ spans }) =>
      spans.map((span) => ({
        traceId: span.traceId,
        spanId: span.spanId,
        parentSpanId: span.parentSpanId === "" ? undefined : span.parentSpanId,
        name: span.name,
        kind: span.kind,
        service,
        resource: ofProcess,
        isError: span.status?.code === 2,
        attributes: Object.fromEntries(
          span.attributes.map(({ key, value }) => [key, valueOf(value)]),
        ),
        linkedTraceIds: (span.links ?? []).map(({ traceId }) => traceId),
        links: (span.links ?? []).map(({ spanId }) => spanId),
        startNs: BigInt(span.startTimeUnixNano),
        endNs: BigInt(span.endTimeUnixNano),
      })),
    );
  });

/** Starts an OTLP/HTTP sink; give its `url` to processes as `OTEL_EXPORTER_OTLP_ENDPOINT`, protocol `http/json`. */
export const startOtlpSink = async (): Promise<OtlpSink> => {
  const spans: SinkSpan[] = [];
  let bytes = 0;
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => {
      const body = Buffer.concat(parts);
      bytes += body.length;
      if (request.url === "/v1/traces") spans.push(...read(body.toString("utf8")));
      response.writeHead(200, { "content-type": "application/json" }).end("{}");
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    spans,
    bytes: () => bytes,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
};

/** The environment of a process that exports to the sink at once. */
export const tracedBy = (sink: OtlpSink): Record<string, string> => ({
  OTEL_EXPORTER_OTLP_ENDPOINT: sink.url,
  OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
  OTEL_BSP_SCHEDULE_DELAY: "100",
});
