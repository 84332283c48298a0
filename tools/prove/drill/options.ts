import { readArguments, UsageError } from "../../cli/command-line/index.js";
import { PARTS, type Part } from "./plan.js";

export const USAGE = `npm run drill [-- --minutes 2] [--seed N] [--only worker,redis,…]
Kills, freezes, partitions and stalls every part of a running Assay at random moments, under a steady load, then verifies
that nothing was lost, duplicated or left out.
  --minutes N   for how long faults are injected (2); the last one is finished after it
  --seed N      the same seed is the same order of faults; a new one by default
  --only LIST   these parts alone: ${PARTS.join(", ")}
`;

export interface DrillOptions {
  readonly minutes: number;
  readonly seed: number;
  readonly parts: readonly Part[];
}

const MAX_MINUTES = 24 * 60;

/** Reads the command line; undefined when help was asked for. @throws UsageError */
export const readDrillOptions = (
  args: readonly string[],
  newSeed: number,
): DrillOptions | undefined => {
  const text = { type: "string" } as const;
  const values = readArguments(
    USAGE,
    { minutes: text, seed: text, only: text, help: { type: "boolean" } },
    args,
  );
  if (values.help === true) return undefined;
  const minutes = Number(values.minutes ?? "2");
  if (!(minutes > 0 && minutes <= MAX_MINUTES))
    throw new UsageError(
      `--minutes must be above 0 and at most ${MAX_MINUTES}, not ${values.minutes}.`,
    );
  const seed = Number(values.seed ?? newSeed);
  if (!Number.isSafeInteger(seed) || seed < 0)
    throw new UsageError(`--seed must be a whole number, not ${values.seed}.`);
  return { minutes, seed, parts: values.only === undefined ? PARTS : partsOf(values.only) };
};

const partsOf = (list: string): Part[] => {
  const names = list.split(",").map((name) => name.trim());
  const unknown = names.filter((name) => !PARTS.some((part) => part === name));
  if (unknown.length > 0)
    throw new UsageError(`--only knows no ${unknown.join(", ")}; there are ${PARTS.join(", ")}.`);
  return PARTS.filter((part) => names.includes(part));
};
