import type { Stack } from "#stack";

import type { Callers } from "./callers.js";
import type { CallRecord } from "./load.js";
import type { BackendReport } from "./report.js";

/** How much of everything. */
export interface Sizes {
  /** Of what is measured in turn, without alternation. */
  readonly calls: number;
  readonly warmUpSeconds: number;
  readonly rounds: number;
  readonly callsARound: number;
  readonly roundsAtOnce: number;
  readonly secondsARoundAtOnce: number;
  readonly levelSeconds: number;
  readonly bulkNames: number;
  readonly stored: readonly number[];
  readonly moreWorkers: readonly number[];
  readonly marketRequests: number;
  readonly unpacedRounds: number;
  readonly subscribers: number;
  /** Events a second, one after the other until it is too much. */
  readonly fanoutRates: readonly number[];
  readonly fanoutSeconds: number;
}

export const FULL: Sizes = {
  calls: 200,
  warmUpSeconds: 5,
  rounds: 20,
  callsARound: 50,
  roundsAtOnce: 6,
  secondsARoundAtOnce: 2,
  levelSeconds: 10,
  bulkNames: 100_000,
  stored: [0, 10_000, 1_000_000],
  moreWorkers: [2, 4],
  marketRequests: 25,
  unpacedRounds: 200,
  subscribers: 1_000,
  fanoutRates: [40, 60, 80, 100, 120, 140],
  fanoutSeconds: 6,
};
/** Enough to see that everything works, and too little to rest a claim on. */
export const QUICK: Sizes = {
  calls: 50,
  warmUpSeconds: 1,
  rounds: 2,
  callsARound: 25,
  roundsAtOnce: 2,
  secondsARoundAtOnce: 0.5,
  levelSeconds: 2,
  bulkNames: 5_000,
  stored: [0, 1_000, 20_000],
  moreWorkers: [2],
  marketRequests: 2,
  unpacedRounds: 20,
  subscribers: 100,
  fanoutRates: [40, 60],
  fanoutSeconds: 2,
};

/** What a scenario is run with. */
export interface Bench {
  readonly stack: Stack;
  readonly callers: Callers;
  readonly sizes: Sizes;
  readonly signal: AbortSignal;
  /** Runs what small batches run until it is compiled; nothing the second time. */
  readonly warmUp: () => Promise<void>;
  /** Called with its progress, from 0 to 1. */
  readonly progress: (share: number) => void;
  readonly onCall: (scenario: string, record: CallRecord) => void;
}

/** What a scenario found. */
type Found = Partial<Pick<BackendReport, "floor" | "scenarios" | "levels">>;

export interface Scenario {
  readonly name: string;
  readonly run: (bench: Bench) => Promise<Found>;
}

/** Callers of the scenarios with several. */
export const AT_ONCE = 16;

/** Durations of what is no call, as records. */
export const toRecords = (durationsMs: readonly number[]): CallRecord[] =>
  durationsMs.map((durationMs) => ({ atMs: 0, durationMs, stages: {} }));

/** Records of what failed so many times. */
export const failures = (count: number, error: string): CallRecord[] =>
  Array.from({ length: count }, () => ({ atMs: 0, durationMs: 0, stages: {}, error }));
