import { parseArgs, type ParseArgsConfig } from "node:util";

/** A command that was not given what it needs: says what to write. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}

type Options = NonNullable<ParseArgsConfig["options"]>;

/** Reads `--name value` and `--name`. @throws UsageError for what is not an option, with the command's usage */
export const readArguments = <Given extends Options>(
  usage: string,
  options: Given,
  args: readonly string[] = process.argv.slice(2),
): ReturnType<typeof parseArgs<{ options: Given }>>["values"] => {
  try {
    return parseArgs({ args: [...args], options }).values;
  } catch (error) {
    throw new UsageError(`${error instanceof Error ? error.message : String(error)}\n${usage}`);
  }
};

/** Runs a command. Explained errors print their message, others their stack; both exit with 1. */
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
