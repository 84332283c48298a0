import { parseDomainName } from "#valuation";
import type { VenueKind } from "#contracts";
import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";

import { UsageError } from "../cli/command-line/index.js";
import { readSaleRows } from "../data/sales/read-sale-rows.js";
import type { SalesFile } from "./read-sales.js";

/** A sale of one's own: USD, as log10. */
export interface OwnSale {
  readonly label: string;
  readonly suffix: string;
  readonly log10Price: number;
  readonly venueKind: VenueKind | undefined;
}

export interface OwnSales {
  readonly sales: readonly OwnSale[];
  /** What was left out, one line each: invalid rows, by line, and the number of duplicates. */
  readonly warnings: readonly string[];
}

const CURRENCY = "USD";
/** Maximum invalid rows that are listed. */
const MAX_TOLD = 20;

/** Whether a file has people's columns (Domain, Price, Date) and not those of a training file (name, price). */
export const isOwnSalesFile = async (file: string): Promise<boolean> => {
  try {
    for await (const line of createInterface({ input: createReadStream(file) }))
      return line
        .toLowerCase()
        .split(/[,;\t]/)
        .some((name) => name.replaceAll(/[\uFEFF"]/g, "").trim() === "domain");
  } catch {
    // That it cannot be read is said where it is read.
  }
  return false;
};

/**
 * Reads a file of sales as people have it. An invalid row is left out and listed with its line.
 * @throws UsageError when the file cannot be read
 */
export const readOwnSales = async (file: string): Promise<OwnSales> => {
  const sales: OwnSale[] = [];
  const rejected: string[] = [];
  const seen = new Set<string>();
  let duplicates = 0;
  for await (const { line, sale } of readSaleRows(file)) {
    const reject = (why: string): void => void rejected.push(`line ${line}: ${why}`);
    if ("rejected" in sale) {
      reject(sale.rejected);
      continue;
    }
    const name = parseDomainName(sale.domain);
    if (!name.ok) reject(`"${sale.domain.slice(0, 80)}" is not a name: ${name.detail}`);
    else if ((sale.currency ?? CURRENCY) !== CURRENCY)
      reject(`the price is in ${sale.currency ?? ""}; convert it to ${CURRENCY} first.`);
    else if (Date.parse(sale.at) > Date.now()) reject("the sale is in the future.");
    else {
      const { label, suffix } = name;
      const key = `${label}.${suffix} ${sale.price} ${sale.at}`;
      if (seen.has(key)) duplicates += 1;
      else
        sales.push({
          label,
          suffix,
          log10Price: Math.log10(Number(sale.price)),
          venueKind: sale.venueKind,
        });
      seen.add(key);
    }
  }
  const more = rejected.length - MAX_TOLD;
  return {
    sales,
    warnings: [
      ...rejected.slice(0, MAX_TOLD),
      ...(more > 0 ? [`… and ${more} more rows that are no sale.`] : []),
      ...(duplicates > 0 ? [`${duplicates} sales stand there twice and count once.`] : []),
    ],
  };
};

/**
 * Sales of one suffix as a model learns them.
 * @param suffix the one to learn; without it the file must have only one
 * @throws UsageError says which suffixes there are
 */
export const ofOneSuffix = (
  { sales, warnings }: OwnSales,
  suffix: string | undefined,
): SalesFile => {
  const counts = new Map<string, number>();
  for (const sale of sales) counts.set(sale.suffix, (counts.get(sale.suffix) ?? 0) + 1);
  const [only] = counts.size === 1 ? counts.keys() : [];
  const wanted = suffix ?? only;
  if (wanted === undefined || !counts.has(wanted)) {
    const list = [...counts].toSorted(([, a], [, b]) => b - a);
    throw new UsageError(
      `Train one suffix at a time, with --suffix; there are sales of ${
        list
          .slice(0, MAX_TOLD)
          .map(([name, count]) => `.${name} (${count})`)
          .join(", ") || "none"
      }.`,
    );
  }
  const learned = sales.filter((sale) => sale.suffix === wanted);
  const digest = createHash("sha256");
  for (const { label, log10Price } of learned) digest.update(`${label},${log10Price}\n`);
  return {
    sales: learned,
    rows: learned.length,
    currency: CURRENCY,
    suffix: wanted,
    sha256: digest.digest("hex"),
    warnings,
  };
};
