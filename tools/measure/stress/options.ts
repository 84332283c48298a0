import { readFileSync } from "node:fs";

import { readArguments, UsageError } from "../../cli/command-line/index.js";

export interface StressOptions {
  /** Without a slash at the end. */
  readonly url: string;
  /** Requests a second; undefined for as fast as they are answered. */
  readonly rate: number | undefined;
  /** Requests under way at the most. */
  readonly concurrency: number;
  /** Names of one request each; undefined makes three new ones each time. */
  readonly domains: readonly string[] | undefined;
  readonly ensemble: boolean;
  readonly iterations: number;
}

/** More would be an attack, not a measurement. */
const MAX_ITERATIONS = 1_000_000;
const MAX_CONCURRENCY = 256;
/** Names of one request. */
export const NAMES_AT_ONCE = 3;

const USAGE = `npm run stress -- [options]     puts a bounded load on a running system
  --url URL            its gateway (http://127.0.0.1:3000)
  --rate N             requests a second at the most (as fast as they are answered)
  --concurrency N      requests under way at the most (4)
  --domains FILE       names to value, one a line, ${NAMES_AT_ONCE} a request, from the start again when they are used up
  --ensemble 0|1       with the models or without (0)
  --iterations N       requests altogether (200)
One JSON line a request goes to stdout, and the summary last; what a person reads goes to stderr.`;

/** Reads the command line and the file of names. @throws UsageError */
export const readStressOptions = (args: readonly string[]): StressOptions => {
  const values = parsed(args);
  const { ensemble = "0" } = values;
  if (ensemble !== "0" && ensemble !== "1")
    throw new UsageError(`--ensemble is 0 or 1, not ${ensemble}.\n${USAGE}`);
  return {
    url: urlOf(values.url ?? "http://127.0.0.1:3000"),
    rate: values.rate === undefined ? undefined : numberOf("--rate", values.rate, 100_000, false),
    concurrency: numberOf("--concurrency", values.concurrency ?? "4", MAX_CONCURRENCY),
    domains: values.domains === undefined ? undefined : readDomains(values.domains),
    ensemble: ensemble === "1",
    iterations: numberOf("--iterations", values.iterations ?? "200", MAX_ITERATIONS),
  };
};

const urlOf = (text: string): string => {
  if (URL.canParse(text) && new URL(text).protocol === "http:") return text.replace(/\/+$/, "");
  throw new UsageError(
    `--url is the gateway's address, such as http://127.0.0.1:3000, not ${text}.`,
  );
};

const numberOf = (name: string, text: string, max: number, isWhole = true): number => {
  const value = Number(text);
  if (value > 0 && value <= max && (!isWhole || Number.isInteger(value))) return value;
  throw new UsageError(`${name} is a number above 0 and up to ${max}, not ${text}.\n${USAGE}`);
};

const readDomains = (file: string): string[] => {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    throw new UsageError(`--domains: ${error instanceof Error ? error.message : String(error)}`);
  }
  const names = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"));
  if (names.length === 0) throw new UsageError(`--domains: ${file} has no name.`);
  return names;
};

const parsed = (args: readonly string[]) => {
  const text = { type: "string" } as const;
  return readArguments(
    USAGE,
    {
      url: text,
      rate: text,
      concurrency: text,
      domains: text,
      ensemble: text,
      iterations: text,
    },
    args,
  );
};
