import { readArguments, UsageError } from "../../cli/command-line/index.js";
import { gatewayOf } from "../market/options.js";

export interface ImportOptions {
  readonly file: string;
  /** The gateway's address, without a slash at the end. */
  readonly url: string;
}

const USAGE = `npm run import -- trades FILE [--url URL]     tells a running gateway of trades in a CSV file
  FILE         columns domain, price, at, and where there are any currency, quantity, id, buyer, seller
  --url URL    the gateway (the one that runs with these settings)
A row without an id gets one from what it says, so that importing it again changes nothing.`;

/** Reads the command line. @throws UsageError */
export const readImportOptions = (args: readonly string[]): ImportOptions => {
  const [what, file, ...rest] = args;
  if (what !== "trades" || file === undefined || file.startsWith("--")) throw new UsageError(USAGE);
  const { url } = readArguments(USAGE, { url: { type: "string" } }, rest);
  return { file, url: gatewayOf(url) };
};
