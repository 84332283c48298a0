import { readArguments, UsageError } from "../../cli/command-line/index.js";
import { gatewayOf } from "../market/options.js";

export interface ImportOptions {
  readonly what: "trades" | "sales";
  readonly file: string;
  /** The gateway's address, without a slash at the end. */
  readonly url: string;
  /** What one unit of a currency is worth in the currency of the names' suffixes. */
  readonly rates: ReadonlyMap<string, number>;
}

const USAGE = `npm run import -- trades FILE [--url URL]     posts the trades of a CSV file to a running gateway
  FILE         columns domain, price, at, and where there are any currency, quantity, id, buyer, seller, venue_kind
npm run import -- sales FILE [--url URL] [--rate EUR=1.08]
  FILE         columns as people have them: Domain,Price,Date,Venue and Currency; $1,234 and 1.234,50 €; common days
  --rate C=N   converts prices in currency C: one of it is worth N of the suffix's; may be given more than once
  --url URL    the gateway (the one that runs with these settings)
A row without an id gets one from what it says, so that importing it again changes nothing.`;

/** Reads the command line. @throws UsageError */
export const readImportOptions = (args: readonly string[]): ImportOptions => {
  const [what, file, ...rest] = args;
  if ((what !== "trades" && what !== "sales") || file === undefined || file.startsWith("--"))
    throw new UsageError(USAGE);
  const { url, rate = [] } = readArguments(
    USAGE,
    { url: { type: "string" }, rate: { type: "string", multiple: true } },
    rest,
  );
  return { what, file, url: gatewayOf(url), rates: new Map(rate.map(rateOf)) };
};

const rateOf = (text: string): readonly [currency: string, rate: number] => {
  const [, currency, rate] = /^([A-Z]{3,5})=(\d+(?:\.\d+)?)$/.exec(text) ?? [];
  if (currency === undefined || !(Number(rate) > 0))
    throw new UsageError(`--rate is a currency and its worth, such as EUR=1.08, not ${text}.`);
  return [currency, Number(rate)];
};
