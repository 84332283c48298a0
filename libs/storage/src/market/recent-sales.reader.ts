import type { VenueKind } from "#contracts";

import type { Database } from "../db/database.js";

/** A sale of a domain; the price is a decimal string. */
export interface RecentSale {
  readonly domain: string;
  readonly price: string;
  readonly currency: string;
  /** Undefined if unknown. */
  readonly venueKind: VenueKind | undefined;
}

/** Sales of a top-level suffix that are read: enough to settle its price level. */
const MAX_PER_TLD = 1_000;

/** Walks from one top-level suffix to the next by the index: as many probes as there are suffixes. */
const RECENT_SALES = `
WITH RECURSIVE tlds AS (
  (SELECT tld FROM trades ORDER BY tld LIMIT 1)
  UNION ALL
  SELECT (SELECT t.tld FROM trades t WHERE t.tld > tlds.tld ORDER BY t.tld LIMIT 1)
  FROM tlds WHERE tlds.tld IS NOT NULL
)
SELECT sale.domain, sale.price::text, sale.currency, sale.venue_kind
FROM tlds CROSS JOIN LATERAL (
  SELECT t.domain, t.price, t.currency, t.venue_kind FROM trades t
  WHERE t.tld = tlds.tld ORDER BY t.at DESC LIMIT ${MAX_PER_TLD}
) sale`;

/**
 * The newest sales under each top-level suffix, newest first, 1,000 each at the most.
 * @throws StorageUnavailableError
 */
export const loadRecentSales = async (database: Database): Promise<RecentSale[]> => {
  const rows = await database.read<
    Omit<RecentSale, "venueKind"> & { venue_kind: VenueKind | null }
  >("load recent sales", RECENT_SALES, []);
  return rows.map(({ domain, price, currency, venue_kind }) => ({
    domain,
    price,
    currency,
    venueKind: venue_kind ?? undefined,
  }));
};
