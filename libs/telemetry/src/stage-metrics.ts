import { metrics, type Histogram } from "@opentelemetry/api";

/** Upper bounds in seconds, from a quarter of a millisecond. */
const BUCKETS_S = [
  0.00025, 0.0005, 0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.125, 0.25, 0.5, 1, 2, 5, 10,
];

let histogram: Histogram | undefined;

/** The attributes of a stage's duration. */
export interface StageLabels {
  readonly ensemble: boolean;
  readonly lane: string;
}

/** Adds one stage of one request, in milliseconds, to `assay_stage_duration_seconds` on this app's `/metrics`. */
export const recordStage = (stage: string, durationMs: number, labels?: StageLabels): void => {
  // Made at first use: an instrument that is made before the SDK has started never reaches it.
  histogram ??= metrics.getMeter("assay").createHistogram("assay_stage_duration_seconds", {
    description: "How long each stage of a valuation took.",
    unit: "s",
    advice: { explicitBucketBoundaries: BUCKETS_S },
  });
  histogram.record(durationMs / 1000, {
    stage,
    ...(labels === undefined ? {} : { ensemble: labels.ensemble ? "1" : "0", lane: labels.lane }),
  });
};
