import { parseDomainName } from "#valuation";

import { readSaleRows } from "../sales/read-sale-rows.js";
import { idOf, type TradeRow } from "./read-trades.js";

/** A row that is no sale: where it stands, and why. */
export interface RejectedRow {
  readonly line: number;
  readonly bytes: number;
  readonly rejected: string;
}

/** Digits behind the point of a converted price. */
const CONVERTED_DIGITS = 2;

/**
 * Reads a file of sales as events. An invalid row is returned with its line.
 * @param rates what one unit of a currency is worth in that of the names' suffixes
 * @throws UsageError when the file cannot be read
 */
export async function* readSales(
  file: string,
  rates: ReadonlyMap<string, number>,
): AsyncGenerator<TradeRow | RejectedRow> {
  for await (const { line, bytes, sale } of readSaleRows(file)) {
    if ("rejected" in sale) {
      yield { line, bytes, rejected: sale.rejected };
      continue;
    }
    const name = parseDomainName(sale.domain);
    if (!name.ok) {
      yield {
        line,
        bytes,
        rejected: `"${sale.domain.slice(0, 80)}" is not a name: ${name.detail}`,
      };
      continue;
    }
    const { price, currency, at, venueKind } = sale;
    const rate = currency === undefined ? undefined : rates.get(currency);
    const fields = {
      // A host below a registrable name was sold as that name.
      domain: `${name.label}.${name.suffix}`,
      price,
      at,
      ...(currency === undefined ? {} : { currency }),
      ...(venueKind === undefined ? {} : { venue_kind: venueKind }),
    };
    const id = idOf(fields);
    if (rate !== undefined) {
      // Whatever the rate, it is the same sale.
      fields.price = (Number(price) * rate).toFixed(CONVERTED_DIGITS);
      delete fields.currency;
    }
    yield { line, bytes, event: { id, ...fields, type: "trade" } };
  }
}
