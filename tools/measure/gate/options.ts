import { readArguments, UsageError } from "../../cli/command-line/index.js";

export interface GateOptions {
  /** The revision to compare with; undefined compares this one with itself. */
  readonly base: string | undefined;
  readonly backend: "redis" | "embedded";
  /** Minimum and maximum pairs. */
  readonly minPairs: number;
  readonly maxPairs: number;
  /** Calls of each of the four slices of a pair. */
  readonly calls: number;
}

const USAGE = `npm run bench:gate -- --base REV | --self [options]
  --base REV                 compares this working tree with that revision
  --self                     compares it with itself, to test the gate
  --backend redis|embedded   (redis)
  --pairs N                  minimum pairs (6)
  --max-pairs N              maximum pairs, while the result is inconclusive (24)
  --calls N                  calls of each slice, four to a pair (100)
Exits with 0: no regression, 1: regression, 3: inconclusive, 2: cannot be measured.`;

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
