import { readArguments, UsageError } from "../../cli/command-line/index.js";

export interface BenchOptions {
  /** The one that was asked for; undefined for every one that this machine offers. */
  readonly backend: "redis" | "embedded" | undefined;
  readonly isQuick: boolean;
  /** Names of the scenarios to run; all by default. */
  readonly only: readonly string[] | undefined;
  /** The folder that gets the results, each run in one of its own. */
  readonly out: string;
  /** The folder that gets `performance.md` and its charts; undefined leaves them as they are. */
  readonly docs: string | undefined;
  /** Summaries to write one page from, instead of measuring: the first in full, the others beside its targets. */
  readonly from: readonly string[] | undefined;
}

const USAGE = `npm run bench -- [options]
  --backend redis|embedded   only this one (every one that the machine offers)
  --quick                    few calls on one backend, under two minutes; to see that it works
  --only S1,BULK             only these scenarios (S1 and S1×16 measure S2 and the floor as well)
  --out DIR                  where results go (.data/bench)
  --docs DIR                 write performance.md and its charts there, such as docs
  --from FILE                measure nothing: write them from this summary.json; several make one page,
                             the first in full, the others beside its targets
On another Node, apps included, after a build: npx -y node@24 dist/tools/measure/bench/main.js [options]`;

/** Reads the command line. @throws UsageError */
export const readOptions = (
  args: readonly string[],
  scenarios: readonly string[],
): BenchOptions => {
  const values = parsed(args);
  const { backend } = values;
  if (backend !== undefined && backend !== "redis" && backend !== "embedded")
    throw new UsageError(`--backend is redis or embedded, not ${backend}.\n${USAGE}`);
  const only = values.only?.split(",").map((name) => name.trim().toUpperCase());
  const unknown = only?.find((name) => !scenarios.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`There is no scenario ${unknown}; there are ${scenarios.join(", ")}.`);
  return {
    backend,
    isQuick: values.quick ?? false,
    only,
    out: values.out ?? ".data/bench",
    docs: values.docs,
    from: values.from,
  };
};

const parsed = (args: readonly string[]) =>
  readArguments(
    USAGE,
    {
      backend: { type: "string" },
      quick: { type: "boolean" },
      only: { type: "string" },
      out: { type: "string" },
      docs: { type: "string" },
      from: { type: "string", multiple: true },
    },
    args,
  );
