import type { Database } from "../db/database.js";

/** Letters are compared by their bytes, so what begins with a prefix stands between it and it with the last byte added. */
const NAMES = `
SELECT domain, value::text, valued_at, trade_count FROM domain_states
WHERE domain >= $1 AND domain < $2 AND domain > $3
ORDER BY domain LIMIT $4`;
/** Behind every letter that a stored name may have. */
const LAST_LETTER = "\u007F";

/** A name that something is known of. */
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

/** Looks names up by how they begin. */
export class NamesReader {
  constructor(private readonly database: Database) {}

  /**
   * A page of names that begin with `prefix`, by name, behind `after`; "" is the first page.
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
