import { readArguments, UsageError } from "../../cli/command-line/index.js";
import type { Load } from "./queueing.js";

export interface CapacityOptions {
  readonly load: Load;
  /** What 95 of 100 requests are to be answered within, in milliseconds. */
  readonly p95Ms: number;
  /** The part of a request's time that no worker is busy with, in milliseconds. */
  readonly otherMs: number;
  /** Where the curve is written. */
  readonly out: string;
}

/**
 * Measured (docs/operations.md): what a request of three names costs a worker, with the models, and S2's p95 less
 * that. The variation
 * is assumed: three names cost much the same, but the collector and the neighbours of a process do not.
 */
const MEASURED = { serviceMs: 2.1, serviceCv: 1, otherMs: 11 };

const USAGE = `npm run capacity -- --rate N --p95 MS [options]     how many workers a latency goal takes
  --rate N          small batches a second, over all gateways
  --p95 MS          95 of 100 are to be answered within so many milliseconds
  --service-ms MS   how long one keeps a worker busy (${MEASURED.serviceMs})
  --cv N            how much that varies: standard deviation over mean, 0 to 10 (${MEASURED.serviceCv})
  --other-ms MS     p95 of what no worker is busy with: gateway, queue, database, network (${MEASURED.otherMs})
  --out FILE        where the curve is written, as SVG (capacity.svg)`;

/** Reads the command line. @throws UsageError */
export const readCapacityOptions = (args: readonly string[]): CapacityOptions => {
  const text = { type: "string" } as const;
  const values = readArguments(
    USAGE,
    {
      rate: text,
      p95: text,
      "service-ms": text,
      cv: text,
      "other-ms": text,
      out: text,
    },
    args,
  );
  return {
    load: {
      ratePerSecond: numberOf("--rate", values.rate, 0.001, 1_000_000),
      serviceMs: numberOf("--service-ms", values["service-ms"], 0.001, 60_000, MEASURED.serviceMs),
      serviceCv: numberOf("--cv", values.cv, 0, 10, MEASURED.serviceCv),
    },
    p95Ms: numberOf("--p95", values.p95, 0.001, 600_000),
    otherMs: numberOf("--other-ms", values["other-ms"], 0, 600_000, MEASURED.otherMs),
    out: values.out ?? "capacity.svg",
  };
};

const numberOf = (
  name: string,
  text: string | undefined,
  min: number,
  max: number,
  fallback?: number,
): number => {
  if (text === undefined && fallback !== undefined) return fallback;
  const value = Number(text);
  if (text !== undefined && text.trim() !== "" && value >= min && value <= max) return value;
  throw new UsageError(
    `${name} is a number from ${min} to ${max}, ${text === undefined ? "and must be given" : `not ${text}`}.\n${USAGE}`,
  );
};
