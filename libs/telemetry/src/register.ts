// Loaded with `node --import` before an app: instruments `pg` and `http`, then starts the SDK.
import { getStringFromEnv } from "@opentelemetry/core";
import { register } from "node:module";
import { basename, dirname } from "node:path";

import { startTelemetry } from "./sdk.js";

// Without this hook an ESM app silently loses the spans of what it imports directly. Naming the few modules that
// are instrumented keeps start-up fast: hooking every module doubles it.
register("@opentelemetry/instrumentation/hook.mjs", {
  parentURL: import.meta.url,
  data: { include: ["pg", "pg-pool", "http", "node:http"] },
});

/** `…/apps/gateway/src/main.js` → `gateway`. */
const appName = (mainPath: string): string => basename(dirname(dirname(mainPath)));

startTelemetry(`assay-${appName(process.argv[1] ?? "app/src/main.js")}`, {
  OTEL_EXPORTER_OTLP_ENDPOINT: getStringFromEnv("OTEL_EXPORTER_OTLP_ENDPOINT"),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: getStringFromEnv("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT"),
  OTEL_TRACES_EXPORTER: getStringFromEnv("OTEL_TRACES_EXPORTER"),
  OTEL_SERVICE_NAME: getStringFromEnv("OTEL_SERVICE_NAME"),
  OTEL_SDK_DISABLED: getStringFromEnv("OTEL_SDK_DISABLED"),
  OTEL_LOG_LEVEL: getStringFromEnv("OTEL_LOG_LEVEL"),
});
