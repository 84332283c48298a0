import { readArguments, UsageError } from "../../cli/command-line/index.js";

/** The options of every single benchmark. */
export interface RunOptions {
  readonly backend: "redis" | "postgres";
  readonly isQuick: boolean;
}

/** Reads `--backend redis|embedded` and `--quick`. @throws UsageError */
export const readRunOptions = (command: string, measures: string): RunOptions => {
  const usage = `npm run ${command} -- [--backend redis|embedded] [--quick]
${measures}
  --backend redis|embedded   where queue and bus live (redis)
  --quick                    few calls: to see that it works`;
  const { backend = "redis", quick = false } = readArguments(usage, {
    backend: { type: "string" },
    quick: { type: "boolean" },
  });
  if (backend !== "redis" && backend !== "embedded")
    throw new UsageError(`--backend is redis or embedded, not ${backend}.\n${usage}`);
  return { backend: backend === "embedded" ? "postgres" : "redis", isQuick: quick };
};
