import type { Database } from "../db/database.js";

/** Names are compared by bytes, so a prefix is the range from itself to itself plus the last byte. */
const NAMES = `
SELECT domain, value::text, valued_at, trade_count FROM domain_states
WHERE domain >= $1 AND domain < $2 AND domain > $3
ORDER BY domain LIMIT $4`;
/** Sorts after every character of a stored name. */
const LAST_LETTER = "\u007F";

/** A known name. */
export interface KnownName {
  readonly domain: string;
  readonly value: string | null;
  readonly valuedAt: Date | null;
  readonly tradeCount: number;
}

interface NameRow {
  domain: string;
  value: string | null;
  valued_at: Date | null;
  trade_count: number;
}

/** Finds names by prefix. */
export class NamesReader {
  constructor(private readonly database: Database) {}

  /**
   * A page of names with `prefix`, sorted, after `after`; "" for the first page.
   * @throws StorageUnavailableError
   */
  async find(prefix: string, after: string, limit: number): Promise<KnownName[]> {
    const rows = await this.database.read<NameRow>("names", NAMES, [
      prefix,
      `${prefix}${LAST_LETTER}`,
      after,
      limit,
    ]);
    return rows.map(({ domain, value, valued_at: valuedAt, trade_count: tradeCount }) => ({
      domain,
      value,
      valuedAt,
      tradeCount,
    }));
  }
}
