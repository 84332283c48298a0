import { readArguments, UsageError } from "../command-line/index.js";

export interface ImportOptions {
  readonly file: string;
  /** The gateway's address, without a slash at the end. */
  readonly url: string;
}

export const USAGE = `npm run import -- trades FILE [--url URL]     tells a running gateway of trades in a CSV file
  FILE         columns domain, price, at, and where there are any currency, quantity, id, buyer, seller
  --url URL    the gateway (http://127.0.0.1:3000)
A row without an id gets one from what it says, so that importing it again changes nothing.`;

/** Reads the command line. @throws UsageError */
export const readImportOptions = (args: readonly string[]): ImportOptions => {
  const [what, file, ...rest] = args;
  if (what !== "trades" || file === undefined || file.startsWith("--")) throw new UsageError(USAGE);
  const { url = "http://127.0.0.1:3000" } = readArguments(USAGE, { url: { type: "string" } }, rest);
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol))
    throw new UsageError(`--url is the gateway's address, not ${url}.\n${USAGE}`);
  return { file, url: url.replace(/\/+$/, "") };
};
