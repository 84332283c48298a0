import { parseArgs } from "node:util";

/** A command that was not given what it needs: says what to write. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

/** Reads `--name value` options. @throws UsageError for an unknown option or one that is missing */
export const readOptions = <Required extends string, Optional extends string>(
  usage: string,
  required: readonly Required[],
  optional: readonly Optional[],
): Record<Required, string> & Partial<Record<Optional, string>> => {
  try {
    const { values } = parseArgs({
      options: Object.fromEntries(
        [...required, ...optional].map((name) => [name, { type: "string" as const }]),
      ),
    });
    const missing = required.filter((name) => values[name] === undefined);
    if (missing.length > 0) throw new Error(`--${missing.join(" and --")} is missing`);
    return values as Record<Required, string> & Partial<Record<Optional, string>>;
  } catch (error) {
    throw new UsageError(`${(error as Error).message}\nUsage: ${usage}`);
  }
};

/** Runs a command: an error that it explains itself is told in one line, any other with its stack; both exit with 1. */
export const runCommand = async (
  run: () => Promise<void>,
  explained: readonly string[],
): Promise<void> => {
  try {
    await run();
  } catch (error) {
    const isExplained = error instanceof Error && [...explained, "UsageError"].includes(error.name);
    process.stderr.write(
      `${isExplained ? error.message : error instanceof Error ? error.stack : String(error)}\n`,
    );
    process.exitCode = 1;
  }
};
