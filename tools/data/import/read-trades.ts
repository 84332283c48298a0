import { parse } from "csv-parse";
import { createHash } from "node:crypto";
import { pipeline, type Readable } from "node:stream";

import { UsageError } from "../../cli/command-line/index.js";

/** A row as the event that it is sent as, and where it stood. */
export interface TradeRow {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly event: Readonly<Record<string, string>>;
  /** How much of the file had been read then. */
  readonly bytes: number;
}

const NEEDED = ["domain", "price", "at"] as const;
const OPTIONAL = ["currency", "quantity", "id", "buyer", "seller", "venue_kind"] as const;

/** Reads trades from CSV as it comes. Nothing is checked here but the header: the gateway knows what fits. @throws UsageError */
export async function* readTrades(csv: Readable): AsyncGenerator<TradeRow> {
  const parser = parse({
    bom: true,
    info: true,
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: 100_000,
    trim: true,
    columns: (header: string[]) => header.map((name) => name.toLowerCase()),
  });
  // A failure of either reaches the loop through the parser.
  pipeline(csv, parser, () => undefined);
  let isFirst = true;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: Record<string, string>;
      info: { lines: number; bytes: number };
    }>) {
      const missing = NEEDED.filter((name) => !(name in record));
      if (isFirst && missing.length > 0)
        throw new UsageError(
          `The first line must name the columns; ${missing.join(", ")} is missing.`,
        );
      isFirst = false;
      yield { line: info.lines, event: toEvent(record), bytes: info.bytes };
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).startsWith("CSV_"))
      throw new UsageError(`The CSV cannot be read: ${error.message}`);
    throw error;
  }
}

const toEvent = (record: Readonly<Record<string, string>>): Record<string, string> => {
  const fields = Object.fromEntries(
    [...NEEDED, ...OPTIONAL].flatMap((name) => {
      const cell = record[name] ?? "";
      return cell === "" ? [] : [[name, cell]];
    }),
  );
  return { id: idOf(fields), ...fields, type: "trade" };
};

/** The same row is the same trade, in whatever file it stands. */
export const idOf = (fields: Readonly<Record<string, string>>): string =>
  `csv-${createHash("sha256").update(JSON.stringify(fields)).digest("hex").slice(0, 32)}`;
