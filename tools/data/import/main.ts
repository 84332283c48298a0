import { MARKET_GROUP } from "#contracts";
import { createReadStream, statSync } from "node:fs";

import { runCommand, UsageError } from "../../cli/command-line/index.js";
import { SendError, sendEvents } from "../market/send.js";
import { progressBar } from "../../model/progress-bar.js";
import { readImportOptions, type ImportOptions } from "./options.js";
import { readSales, type RejectedRow } from "./read-sales.js";
import { readTrades, type TradeRow } from "./read-trades.js";

// `npm run import -- trades|sales FILE`: posts the trades or sales of a CSV file to a running gateway.
/** Rows of one request: ten groups, so that the way there and back is little beside the storing. */
const ROWS_AT_ONCE = 10 * MARKET_GROUP;
/** Maximum bad rows that are listed. */
const MAX_LISTED = 20;

interface Totals {
  accepted: number;
  duplicates: number;
  rejected: number;
}

const main = async (): Promise<void> => {
  const options = readImportOptions(process.argv.slice(2));
  const size = sizeOf(options.file);
  const totals: Totals = { accepted: 0, duplicates: 0, rejected: 0 };
  const show = progressBar();
  let rows: TradeRow[] = [];
  const send = async (done: number): Promise<void> => {
    if (rows.length > 0) await sendRows(options, rows, totals);
    rows = [];
    show(done, `${totals.accepted} accepted`);
  };
  for await (const row of rowsOf(options)) {
    if ("rejected" in row) reject(row, totals);
    else rows.push(row);
    if (rows.length === ROWS_AT_ONCE) await send(Math.min(0.99, row.bytes / size));
  }
  await send(1);
  process.stdout.write(
    `${totals.accepted} ${options.what} accepted, ${totals.duplicates} duplicates, ${totals.rejected} rejected.\n`,
  );
  if (totals.rejected > 0) process.exitCode = 1;
};

const rowsOf = ({ what, file, rates }: ImportOptions): AsyncGenerator<TradeRow | RejectedRow> =>
  what === "sales" ? readSales(file, rates) : readTrades(createReadStream(file));

const reject = ({ line, rejected }: RejectedRow, totals: Totals): void => {
  if (totals.rejected < MAX_LISTED) process.stderr.write(`line ${line}: ${rejected}\n`);
  totals.rejected += 1;
};

const sendRows = async (
  { url }: ImportOptions,
  rows: readonly TradeRow[],
  totals: Totals,
): Promise<void> => {
  const receipt = await sendEvents(
    url,
    rows.map(({ event }) => event),
  ).catch((error: Error) => {
    throw error instanceof SendError ? new UsageError(`${error.message} ${again(totals)}`) : error;
  });
  for (const { line, detail } of receipt.errors.slice(0, Math.max(0, MAX_LISTED - totals.rejected)))
    process.stderr.write(`line ${rows[(line ?? 0) - 1]?.line ?? "?"}: ${detail}\n`);
  totals.accepted += receipt.accepted;
  totals.duplicates += receipt.duplicates;
  totals.rejected += receipt.refused;
};

const again = ({ accepted }: Totals): string =>
  `${accepted} trades are stored; import the file again to continue, known rows change nothing.`;

const sizeOf = (file: string): number => {
  try {
    return statSync(file).size;
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
};

await runCommand(main, ["ConfigError"]);
