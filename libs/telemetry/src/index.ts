export * from "./error-type.js";
export * from "./in-stage.js";
export { areSpansRecorded } from "./recording.js";
export { stopTelemetry, writeMetrics } from "./sdk.js";
export * from "./stage-clock.js";
export * from "./stage-metrics.js";
export * from "./traceparent.js";
export * from "./untraced.js";
export * from "./wall-clock.js";
