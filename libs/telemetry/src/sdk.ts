import { diag, DiagLogLevel, metrics, trace, type Context } from "@opentelemetry/api";
import { PrometheusExporter } from "@opentelemetry/exporter-prometheus";
import { HttpInstrumentation } from "@opentelemetry/instrumentation-http";
import { PgInstrumentation } from "@opentelemetry/instrumentation-pg";
import { RuntimeNodeInstrumentation } from "@opentelemetry/instrumentation-runtime-node";
import { diagLogLevelFromString } from "@opentelemetry/core";
import {
  defaultResource,
  detectResources,
  envDetector,
  resourceFromAttributes,
} from "@opentelemetry/resources";
import { NodeSDK } from "@opentelemetry/sdk-node";
import {
  AlwaysOffSampler,
  type ReadableSpan,
  type Span,
  type SpanProcessor,
} from "@opentelemetry/sdk-trace-node";
import type { IncomingMessage, ServerResponse } from "node:http";

import { SayOnce } from "./say-once.js";
import { recordNoSpans } from "./recording.js";

/** Paths that a probe or a scraper calls every few seconds: traces of them would only be noise. */
const UNTRACED_PATHS = new Set(["/healthz", "/readyz", "/metrics"]);

/** Statements without a name, such as those of the queue on Postgres, are identified by their beginning. */
const MAX_QUERY_LETTERS = 100;

let sdk: NodeSDK | undefined;
let prometheus: PrometheusExporter | undefined;

/** What decides whether spans are exported; by the names of the standard variables. */
export interface TelemetryEnvironment {
  readonly OTEL_EXPORTER_OTLP_ENDPOINT?: string | undefined;
  readonly OTEL_EXPORTER_OTLP_TRACES_ENDPOINT?: string | undefined;
  readonly OTEL_TRACES_EXPORTER?: string | undefined;
  readonly OTEL_SERVICE_NAME?: string | undefined;
  readonly OTEL_SDK_DISABLED?: string | undefined;
  readonly OTEL_LOG_LEVEL?: string | undefined;
}

/**
 * Starts OpenTelemetry for this process. Must run before `pg` and `http` are first loaded (see `register.ts`).
 * Sampling, resource and propagation follow the standard `OTEL_*` variables. With no OTLP endpoint nothing is
 * recorded or exported, but every request still has a trace id, so that `traceparent` is always there.
 */
export const startTelemetry = (serviceName: string, env: TelemetryEnvironment): void => {
  const exporting =
    Boolean(env.OTEL_EXPORTER_OTLP_ENDPOINT ?? env.OTEL_EXPORTER_OTLP_TRACES_ENDPOINT) &&
    env.OTEL_TRACES_EXPORTER !== "none";
  const isDisabled = env.OTEL_SDK_DISABLED?.trim().toLowerCase() === "true";
  if (!exporting || isDisabled) recordNoSpans();
  if (isDisabled) return;
  prometheus = new PrometheusExporter({ preventServerStart: true, withoutScopeInfo: true });
  sdk = new NodeSDK({
    resource: defaultResource()
      .merge(
        resourceFromAttributes({
          "service.name": env.OTEL_SERVICE_NAME ?? serviceName,
          "service.namespace": "assay",
        }),
      )
      .merge(detectResources({ detectors: [envDetector] })),
    autoDetectResources: false,
    metricReaders: [prometheus],
    logRecordProcessors: [],
    instrumentations: [
      new HttpInstrumentation({
        disableOutgoingRequestInstrumentation: true,
        ignoreIncomingRequestHook: (request) => UNTRACED_PATHS.has(request.url ?? ""),
      }),
      new PgInstrumentation({
        requireParentSpan: true,
        ignoreConnectSpans: true,
        // The name of a prepared statement identifies its text in a fraction of the bytes.
        requestHook: (span, { query }) => {
          if (query.name === undefined)
            span.setAttribute("db.query.text", query.text.slice(0, MAX_QUERY_LETTERS));
          else
            span.setAttributes({
              "db.query.summary": query.name,
              "db.query.text": `-- ${query.name}`,
            });
        },
      }),
      new RuntimeNodeInstrumentation(),
    ],
    ...(exporting ? {} : { sampler: new AlwaysOffSampler(), spanProcessors: [new NoExport()] }),
  });
  // The SDK would write all that `OTEL_LOG_LEVEL` asks for, again at every export.
  diag.setLogger(new SayOnce(process.stderr), {
    logLevel: levelOf(env.OTEL_LOG_LEVEL),
    suppressOverrideMessage: true,
  });
  sdk.start();
};

const levelOf = (name: string | undefined): DiagLogLevel =>
  name === undefined ? DiagLogLevel.WARN : (diagLogLevelFromString(name) ?? DiagLogLevel.WARN);

/** How long a stop may wait for a collector that does not answer. */
const FLUSH_TIMEOUT_MS = 2_000;

/**
 * Flushes what is not exported yet, for two seconds at the most. Call it last, once nothing can make a span any more.
 * Never fails: that the last spans are lost is no reason to call a stop disorderly.
 */
export const stopTelemetry = async (): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const timeout = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, FLUSH_TIMEOUT_MS);
  });
  await Promise.race([sdk?.shutdown().catch(() => undefined), timeout]);
  clearTimeout(timer);
  metrics.disable();
  trace.disable();
};

/** Answers `GET /metrics` in the Prometheus text format, or 503 where telemetry is switched off: no figures are not zeros. */
export const writeMetrics = (request: IncomingMessage, response: ServerResponse): void => {
  if (prometheus === undefined)
    response.writeHead(503, { "content-type": "application/problem+json" }).end(
      JSON.stringify({
        type: "urn:assay:problem:unavailable",
        title: "A required service is unavailable",
        status: 503,
        detail:
          "Telemetry is switched off in this process (OTEL_SDK_DISABLED): it measures nothing.",
      }),
    );
  else prometheus.getMetricsRequestHandler(request, response);
};

/** An SDK with no processor at all would have no tracer, and so no trace ids to answer with. */
class NoExport implements SpanProcessor {
  onStart(_span: Span, _context: Context): void {}
  onEnd(_span: ReadableSpan): void {}
  forceFlush(): Promise<void> {
    return Promise.resolve();
  }
  shutdown(): Promise<void> {
    return Promise.resolve();
  }
}
