import { parseDomainName, type Sale } from "#valuation";
import { parse as parseCsv } from "csv-parse";
import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createHash, type Hash } from "node:crypto";

/** Sales as they are learned from. */
export interface SalesFile {
  readonly sales: readonly Sale[];
  /** Rows of the file; more than `sales` where it was too long to learn from whole. */
  readonly rows: number;
  readonly currency: string;
  readonly suffix: string;
  /** SHA-256 of the names and prices, whatever else the file says. */
  readonly sha256: string;
  readonly warnings: readonly string[];
}

/** A sales file that cannot be learned from: says the line, and what is wrong there. */
class SalesFileError extends Error {
  override readonly name = "SalesFileError";
  constructor(file: string, line: number, what: string) {
    super(`${file}, line ${line}: ${what}`);
  }
}

/** Sales that are learned from. Of a longer file, those whose names have the lowest hashes: always the same ones. */
const MAX_SALES = 50_000;
const PRICE = /^\d{1,18}(\.\d{1,18})?$/;
const MIN_LOG10 = -15;

interface Row {
  readonly sale: Sale;
  readonly rank: string;
}
interface Columns {
  readonly name: number;
  readonly price: number;
  readonly currency: number;
  readonly ofPrice: string | undefined;
}

/**
 * Reads `name,price[,currency,date,venue]`, streamed: memory does not grow with the file. The price's column may
 * carry the currency (`price_eth`). A name without a dot is a label under the suffix of its currency's home (`.eth`).
 * @throws SalesFileError at the first line that is wrong
 */
export const readSales = async (
  file: string,
  onRow: (rows: number) => void = () => undefined,
): Promise<SalesFile> => {
  const digest = createHash("sha256");
  const reader = new SalesReader(file, digest);
  try {
    const lines = parseCsv({ bom: true, info: true, trim: true, skip_empty_lines: true });
    createReadStream(file)
      .on("error", (error) => lines.destroy(error))
      .pipe(lines);
    for await (const { record, info } of lines as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      reader.take(record, info.lines);
      if (reader.rows % 1_000 === 0) onRow(reader.rows);
    }
  } catch (error) {
    const { code, lines } = error as { code?: string; lines?: number };
    if (code?.startsWith("CSV_"))
      throw new SalesFileError(file, lines ?? reader.rows + 2, `${(error as Error).message}.`);
    if (code === "ENOENT" || code === "EISDIR" || code === "EACCES")
      throw new SalesFileError(file, 1, `the file cannot be read (${code}).`);
    throw error;
  }
  return reader.finish(digest, await endsInLine(file));
};

/** Takes the rows of one file, one by one. */
class SalesReader {
  rows = 0;
  private columns: Columns | undefined;
  private kept: Row[] = [];
  private currency: string | undefined;
  private suffix: string | undefined;

  constructor(
    private readonly file: string,
    private readonly digest: Hash,
  ) {}

  take(record: readonly string[], line: number): void {
    if (this.columns === undefined) {
      this.columns = this.readHeader(record);
      return;
    }
    const { name, price, currency, ofPrice } = this.columns;
    const fail = (what: string): never => {
      throw new SalesFileError(this.file, line, what);
    };
    const text = record[price] ?? "";
    const log10Price = PRICE.test(text) ? Math.log10(Number(text)) : Number.NaN;
    if (Number.isNaN(log10Price))
      fail(`the price "${text}" is not a decimal number such as 12.50.`);
    if (!(log10Price >= MIN_LOG10)) fail(`the price ${text} is not above zero.`);
    const paidIn = (currency < 0 ? ofPrice : record[currency]?.toUpperCase()) ?? "USD";
    this.currency ??= paidIn;
    if (paidIn !== this.currency)
      fail(
        `the price is in ${paidIn}, those before in ${this.currency}; train one currency at a time.`,
      );
    const { label, suffix } = this.readName(record[name] ?? "", fail);
    this.suffix ??= suffix;
    if (suffix !== this.suffix)
      fail(
        `the name is under .${suffix}, those before under .${this.suffix}; train one suffix at a time.`,
      );
    this.digest.update(`${label},${text}\n`);
    this.rows += 1;
    const rank = createHash("sha256").update(`${label},${text}`).digest("hex");
    this.kept.push({ sale: { label, log10Price }, rank });
    if (this.kept.length >= 2 * MAX_SALES) this.kept = lowest(this.kept);
  }

  finish(digest: Hash, hasLineEnd: boolean): SalesFile {
    if (this.columns === undefined) throw new SalesFileError(this.file, 1, "the file is empty.");
    if (this.currency === undefined || this.suffix === undefined)
      throw new SalesFileError(this.file, 2, "there is no sale below the header.");
    const isTooLong = this.kept.length > MAX_SALES;
    return {
      sales: (isTooLong ? lowest(this.kept) : this.kept).map(({ sale }) => sale),
      rows: this.rows,
      currency: this.currency,
      suffix: this.suffix,
      sha256: digest.digest("hex"),
      warnings: [
        ...(this.rows > MAX_SALES
          ? [
              `${this.rows} sales are more than are learned from: ${MAX_SALES} of them are taken, by a hash.`,
            ]
          : []),
        ...(hasLineEnd
          ? []
          : [
              "The last line has no line end; if the file was cut short, its last price may be too.",
            ]),
      ],
    };
  }

  private readHeader(record: readonly string[]): Columns {
    const names = record.map((name) => name.toLowerCase());
    const price = names.findIndex((name) => /^price(_[a-z]{3,5})?$/.test(name));
    const columns = { name: names.indexOf("name"), price, currency: names.indexOf("currency") };
    for (const wanted of ["name", "price"] as const)
      if (columns[wanted] < 0)
        throw new SalesFileError(
          this.file,
          1,
          `there is no column "${wanted}"; the first line must be like name,price,currency and is ${names.join(",").slice(0, 80)}.`,
        );
    return { ...columns, ofPrice: /_([a-z]{3,5})$/.exec(names[price] ?? "")?.[1]?.toUpperCase() };
  }

  private readName(text: string, fail: (what: string) => never): { label: string; suffix: string } {
    if (!text.includes(".") && this.currency !== "ETH")
      fail(`"${text}" has no suffix; write whole names such as ${text || "alpha"}.com.`);
    const name = parseDomainName(text.includes(".") ? text : `${text}.eth`);
    return name.ok ? name : fail(`"${text.slice(0, 80)}" is not a name: ${name.detail}`);
  }
}

const lowest = (rows: readonly Row[]): Row[] =>
  rows.toSorted((a, b) => (a.rank < b.rank ? -1 : 1)).slice(0, MAX_SALES);

const endsInLine = async (file: string): Promise<boolean> => {
  const handle = await open(file);
  try {
    const { size } = await handle.stat();
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    return buffer[0] === 10;
  } finally {
    await handle.close();
  }
};
