import { VenueKind } from "#contracts";
import { parse } from "csv-parse";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { pipeline } from "node:stream";

import { UsageError } from "../../cli/command-line/index.js";
import { isDayFirst, readDay, type DayOrder } from "./read-day.js";
import { currencyOf, readMoney } from "./read-money.js";
import { venueKindOf } from "./venue-kind.js";

/** The sale of a row. */
interface ReportedSale {
  readonly domain: string;
  /** A decimal number above zero. */
  readonly price: string;
  /** Undefined where the file says nothing: that of the domain's suffix. */
  readonly currency: string | undefined;
  /** ISO 8601. */
  readonly at: string;
  readonly venueKind: VenueKind | undefined;
}

/** A row of a sales file: the sale, or why it is invalid. */
export interface SaleRow {
  /** Line of the file, from 1. */
  readonly line: number;
  /** How much of the file had been read then. */
  readonly bytes: number;
  readonly sale: ReportedSale | { readonly rejected: string };
}

/** What people call the columns. */
const COLUMNS = {
  domain: ["domain", "name", "domain name", "domainname", "url"],
  price: ["price", "amount", "sale price", "sold for", "sales price", "value"],
  date: ["date", "at", "sold", "sale date", "date sold", "sold on", "sold at", "day"],
  venue: ["venue", "marketplace", "platform", "market", "where", "source", "registrar"],
  currency: ["currency", "cur"],
  venue_kind: ["venue_kind", "venue kind", "kind", "type"],
} as const;
type Column = keyof typeof COLUMNS;
type Columns = Readonly<Record<Column, number>> & {
  /** The currency that the price's column carries: `price_eth`, `Price (USD)`. */
  readonly ofPrice: string | undefined;
};
const NEEDED = ["domain", "price", "date"] as const;
const DELIMITERS = [",", ";", "\t"] as const;
const MAX_RECORD = 100_000;

/**
 * Reads sales from a CSV file as people have it: columns in any order and by the names that they go by, separated by
 * commas, semicolons or tabs. An invalid row is returned with its line, and reading continues.
 * @throws UsageError when the file cannot be read, or its first line does not name the columns
 */
export async function* readSaleRows(file: string): AsyncGenerator<SaleRow> {
  const { delimiter, order } = await lookThrough(file);
  const parser = parse({
    bom: true,
    info: true,
    delimiter,
    trim: true,
    relax_quotes: true,
    skip_empty_lines: true,
    relax_column_count: true,
    max_record_size: MAX_RECORD,
  });
  // A failure of either reaches the loop through the parser.
  pipeline(createReadStream(file), parser, () => undefined);
  let columns: Columns | undefined;
  try {
    for await (const { record, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number; bytes: number };
    }>) {
      if (columns === undefined) columns = columnsOf(record);
      else yield { line: info.lines, bytes: info.bytes, sale: toSale(record, columns, order) };
    }
  } catch (error) {
    if (error instanceof Error && "code" in error && String(error.code).startsWith("CSV_"))
      throw new UsageError(`The CSV cannot be read: ${error.message}`);
    throw error;
  }
  if (columns === undefined) throw new UsageError(`${file} is empty.`);
}

/** What a file's rows have in common: what separates cells, and whether one of them shows that days stand first. */
const lookThrough = async (file: string): Promise<{ delimiter: string; order: DayOrder }> => {
  let delimiter: string | undefined;
  let order: DayOrder = "month first";
  try {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      delimiter ??= DELIMITERS.toSorted((a, b) => line.split(b).length - line.split(a).length)[0];
      if (line.split(delimiter ?? ",").some((cell) => isDayFirst(cell.replaceAll('"', "")))) {
        order = "day first";
        break;
      }
    }
  } catch (error) {
    throw new UsageError(
      `${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`,
    );
  }
  return { delimiter: delimiter ?? ",", order };
};

const columnsOf = (header: readonly string[]): Columns => {
  const names = header.map((name) => name.toLowerCase().trim());
  const ofPrice = names.map(
    (name) => /^(?:price|amount|sale price)[\s_]*\(?([a-z]{3,5}|[$€£])\)?$/.exec(name)?.[1],
  );
  const find = (column: Column): number =>
    names.findIndex((name) => (COLUMNS[column] as readonly string[]).includes(name));
  const carried = ofPrice.findIndex((currency) => currency !== undefined);
  const price = find("price") >= 0 ? find("price") : carried;
  const columns = {
    domain: find("domain"),
    price,
    date: find("date"),
    venue: find("venue"),
    currency: find("currency"),
    venue_kind: find("venue_kind"),
    ofPrice: price === carried && carried >= 0 ? currencyOf(ofPrice[carried] ?? "") : undefined,
  };
  const missing = NEEDED.filter((column) => columns[column] < 0);
  if (missing.length > 0)
    throw new UsageError(
      `The first line must name the columns, such as Domain,Price,Date,Venue; ${missing.join(", ")} is missing in "${names.join(",").slice(0, 80)}".`,
    );
  return columns;
};

const toSale = (record: readonly string[], columns: Columns, order: DayOrder): SaleRow["sale"] => {
  const cell = (column: Column): string =>
    columns[column] < 0 ? "" : (record[columns[column]] ?? "");
  const money = readMoney(cell("price"));
  if (money === undefined)
    return reject("price", cell("price"), "is not an amount such as 1234.50 or $1,234");
  if (!/[1-9]/.test(money.amount)) return reject("price", cell("price"), "is not above zero");
  const at = readDay(cell("date"), order);
  if (at === undefined) return reject("date", cell("date"), "is not a day such as 2024-01-31");
  const given = cell("currency");
  const currency = given === "" ? (money.currency ?? columns.ofPrice) : currencyOf(given);
  if (given !== "" && currency === undefined)
    return reject("currency", given, "is not a currency such as USD");
  const kind = cell("venue_kind");
  const venueKind = kind === "" ? venueKindOf(cell("venue")) : venueKindOf(kind);
  if (kind !== "" && !VenueKind.safeParse(kind.toLowerCase()).success)
    return reject("venue_kind", kind, "is not auction, retail or private");
  if (cell("domain") === "") return { rejected: "the domain is missing." };
  return { domain: cell("domain"), price: money.amount, currency, at, venueKind };
};

const MAX_TOLD_LETTERS = 40;

const reject = (what: string, cell: string, why: string): { rejected: string } => ({
  rejected: `the ${what} "${cell.slice(0, MAX_TOLD_LETTERS)}" ${why}.`,
});
