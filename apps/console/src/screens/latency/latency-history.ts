import type { Schema } from "#client";

type Report = Schema<"LatencyReport">;

/** A look at the last minute. */
export interface LatencySample {
  readonly at: number;
  readonly report: Report;
}

/** Half an hour, at a look every two seconds. */
const KEPT = 900;
const samples: LatencySample[] = [];

/** Keeps a look while the page is open, whichever screen is shown. */
export const keepSample = (report: Report, at: number): void => {
  samples.push({ at, report });
  if (samples.length > KEPT) samples.shift();
};

/** Oldest first. */
export const keptSamples = (): readonly LatencySample[] => samples;
