import type { Database } from "../db/database.js";

/**
 * Domains of which the market once spoke, is silent for an hour, and whose value is from before a time. Two days after
 * the last word the anchor has decayed: e^(−5e−5 × 172,800) leaves 0.02 % of the way to the baseline.
 *
 * A page is so many domains looked at, in their order, and not found: the row of a domain changes with every value
 * and every trade, and an index on either time would make all of those dearer.
 */
const DECAYING = `
SELECT domain, valued_at < $2 AND last_signal_at < now() - interval '1 hour'
  AND valued_at < last_signal_at + interval '2 days' AS is_decaying
FROM domain_states WHERE domain > $1 ORDER BY domain LIMIT $3`;

/** Most that one page finds: a chunk of a large batch. */
const MAX_FOUND = 500;

/** Finds values that rest only on a decaying anchor. */
export class DecayingDomainsReader {
  constructor(private readonly database: Database) {}

  /**
   * The page of domains after one.
   * @param valuedBefore only those whose value is older
   * @returns the decaying ones, and the domain to continue after; undefined at the end
   * @throws StorageUnavailableError
   */
  async behind(
    afterDomain: string,
    valuedBefore: Date,
    lookedAt: number,
  ): Promise<{ domains: string[]; lastDomain: string | undefined }> {
    const rows = await this.database.read<{ domain: string; is_decaying: boolean | null }>(
      "decaying domains",
      DECAYING,
      [afterDomain, valuedBefore, lookedAt],
    );
    const found = rows.filter(({ is_decaying: isDecaying }) => isDecaying === true);
    const domains = found.slice(0, MAX_FOUND).map(({ domain }) => domain);
    if (found.length > MAX_FOUND) return { domains, lastDomain: domains.at(-1) };
    return { domains, lastDomain: rows.length < lookedAt ? undefined : rows.at(-1)?.domain };
  }
}
