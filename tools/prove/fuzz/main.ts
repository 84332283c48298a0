import { startStack } from "#stack";

import { readArguments, runCommand, UsageError } from "../../cli/command-line/index.js";
import { fuzz } from "./fuzz.js";

const HELP = `npm run fuzz [-- --count 10000] [--requests N] [--frames N] [--seed N] [--backend redis|postgres]
Sends generated requests and frames, made from the OpenAPI and AsyncAPI documents, to a system of its own. None may end
in a 500, in an answer or event that does not fit the documents, or in a crash. --count is of each, requests and frames.
`;
const MOST = 10_000_000;
const REPORT_EVERY = 1_000;

const wholeOf = (name: string, text: string): number => {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= MOST) return value;
  throw new UsageError(`${name} is a whole number up to ${MOST}, not ${text}.\n${HELP}`);
};

const run = async (): Promise<void> => {
  const text = { type: "string" } as const;
  const values = readArguments(HELP, {
    count: text,
    requests: text,
    frames: text,
    seed: text,
    backend: text,
    help: { type: "boolean" },
  });
  if (values.help === true) return void process.stdout.write(HELP);
  const { backend = "redis", count = "10000" } = values;
  if (backend !== "redis" && backend !== "postgres")
    throw new UsageError(`--backend is redis or postgres, not ${backend}.\n${HELP}`);
  const options = {
    requests: wholeOf("--requests", values.requests ?? count),
    frames: wholeOf("--frames", values.frames ?? count),
    seed: wholeOf("--seed", values.seed ?? String(Date.now() % MOST)),
  };
  process.stderr.write(`Seed ${options.seed}\n`);
  const stack = await startStack({ backend });
  try {
    let reported = 0;
    const { requests, answered, frames, objections } = await fuzz(
      stack,
      options,
      (sent, framed) => {
        if (sent + framed < reported + REPORT_EVERY) return;
        reported = sent + framed;
        process.stderr.write(`  ${sent} requests, ${framed} frames\n`);
      },
    );
    for (const objection of objections) process.stdout.write(`✗ ${objection}\n`);
    process.stdout.write(
      `Seed ${options.seed}: ${requests} requests, of which ${answered} were answered with what they asked for, and ${frames} frames, ${objections.length} objections\n`,
    );
    if (objections.length > 0) process.exitCode = 1;
  } finally {
    await stack.close();
  }
};

await runCommand(run, ["StackError", "ConfigError"]);
