import { readArguments, UsageError } from "../../cli/command-line/index.js";

export interface GateOptions {
  /** The revision to compare with; undefined compares this one with itself. */
  readonly base: string | undefined;
  readonly backend: "redis" | "embedded";
  /** Pairs that are measured in any case, and at the most. */
  readonly minPairs: number;
  readonly maxPairs: number;
  /** Calls of each of the four slices of a pair. */
  readonly calls: number;
}

const USAGE = `npm run bench:gate -- --base REV | --self [options]
  --base REV                 is this working tree slower than that revision?
  --self                     is it slower than itself? It must not be
  --backend redis|embedded   (redis)
  --pairs N                  pairs at the least (6)
  --max-pairs N              pairs at the most, as long as it cannot be told (24)
  --calls N                  calls of each slice, four to a pair (100)
Ends with 0: not slower, 1: slower, 3: inconclusive, 2: cannot be measured.`;

/** Reads the command line. @throws UsageError */
export const readGateOptions = (args: readonly string[]): GateOptions => {
  const { base, self = false, backend = "redis", ...numbers } = parsed(args);
  if ((base === undefined) === !self)
    throw new UsageError(`Give either --base REV or --self.\n${USAGE}`);
  if (backend !== "redis" && backend !== "embedded")
    throw new UsageError(`--backend is redis or embedded, not ${backend}.\n${USAGE}`);
  const minPairs = countOf("--pairs", numbers.pairs, 6);
  return {
    base,
    backend,
    minPairs,
    maxPairs: Math.max(minPairs, countOf("--max-pairs", numbers["max-pairs"], 24)),
    calls: countOf("--calls", numbers.calls, 100),
  };
};

const countOf = (name: string, text: string | undefined, fallback: number): number => {
  if (text === undefined) return fallback;
  const count = Number(text);
  if (Number.isInteger(count) && count > 0) return count;
  throw new UsageError(`${name} is a whole number from 1, not ${text}.\n${USAGE}`);
};

const parsed = (args: readonly string[]) =>
  readArguments(
    USAGE,
    {
      base: { type: "string" },
      self: { type: "boolean" },
      backend: { type: "string" },
      pairs: { type: "string" },
      "max-pairs": { type: "string" },
      calls: { type: "string" },
    },
    args,
  );
