import type { FundState } from "#contracts";
import type { StoredFund } from "#market-rules";

import type { FundEntity } from "./fund.entity.js";

/** What of a fund's row its state is made from. */
type StateOfFund = Omit<FundState, "accruedUntilMs"> & Pick<FundEntity, "navAt">;

/** A fund, with what one basket is worth by the newest values. */
export interface ValuedFund extends StateOfFund {
  readonly version: number;
  readonly feesPaidAt: Date;
  readonly basket: string;
  readonly valuesSeq: string;
}

/**
 * Funds, each with the worth of one basket and the place in the stream of the newest value that is in it. The sum is
 * exact, and done where the values are: one row a fund comes back, however many positions it has.
 */
export const readFunds = (where: string): string => `
SELECT f.symbol, f.currency, f.management_fee_bps AS "managementFeeBps", f.performance_fee_bps AS "performanceFeeBps",
  f.shares, f.baskets, f.cash, f.accrued_management AS "accruedManagement",
  f.accrued_performance AS "accruedPerformance", f.fees_paid AS "feesPaid", f.fees_paid_at AS "feesPaidAt",
  f.high_water_mark AS "highWaterMark", f.distributed_per_share AS "distributedPerShare", f.nav_at AS "navAt",
  f.version, b.basket, b.values_seq AS "valuesSeq"
FROM funds f CROSS JOIN LATERAL (
  SELECT coalesce(sum(p.units * s.value), 0) AS basket, coalesce(max(s.valuation_seq), 0) AS values_seq
  FROM fund_positions p JOIN domain_states s USING (domain) WHERE p.symbol = f.symbol
) b
WHERE ${where}`;

export const toState = (fund: StateOfFund): FundState => ({
  symbol: fund.symbol,
  currency: fund.currency,
  managementFeeBps: fund.managementFeeBps,
  performanceFeeBps: fund.performanceFeeBps,
  shares: fund.shares,
  baskets: fund.baskets,
  cash: fund.cash,
  accruedManagement: fund.accruedManagement,
  accruedPerformance: fund.accruedPerformance,
  feesPaid: fund.feesPaid,
  highWaterMark: fund.highWaterMark,
  distributedPerShare: fund.distributedPerShare,
  accruedUntilMs: fund.navAt.getTime(),
});

export const toStored = (fund: ValuedFund): StoredFund => ({
  state: toState(fund),
  version: fund.version,
  basket: fund.basket,
  valuesSeq: fund.valuesSeq,
  feesPaidAt: fund.feesPaidAt,
});

/**
 * Everything that a change of funds writes, in one statement, for a transaction that holds the stream's head. A fund
 * that was changed since it was read has another version, and is left as it is, with all that belongs to it.
 */
export const COMMIT_FUNDS = `
WITH c AS MATERIALIZED (
  SELECT * FROM json_to_recordset($1::json) AS x(symbol text, version integer, shares numeric, baskets numeric,
    cash numeric, accrued_management numeric, accrued_performance numeric, fees_paid numeric, fees_paid_at timestamptz,
    high_water_mark numeric, distributed_per_share numeric, nav numeric, nav_per_share numeric, nav_at timestamptz,
    nav_seq bigint, is_snapshot boolean, events json)
), changed AS (
  UPDATE funds f SET shares = c.shares, baskets = c.baskets, cash = c.cash,
    accrued_management = c.accrued_management, accrued_performance = c.accrued_performance,
    fees_paid = c.fees_paid, fees_paid_at = c.fees_paid_at, high_water_mark = c.high_water_mark,
    distributed_per_share = c.distributed_per_share, nav = c.nav, nav_per_share = c.nav_per_share,
    nav_at = c.nav_at, nav_seq = c.nav_seq, version = f.version + 1
  FROM c WHERE f.symbol = c.symbol AND f.version = c.version
  RETURNING f.symbol
), e AS MATERIALIZED (
  SELECT row_number() OVER (ORDER BY c.symbol, x.n) AS n, x.event
  FROM changed JOIN c USING (symbol), json_array_elements(c.events) WITH ORDINALITY AS x(event, n)
), head AS (
  UPDATE streams SET head = head + (SELECT count(*) FROM e) WHERE stream = $2
  RETURNING head, head - (SELECT count(*) FROM e) AS base
), logged AS (
  INSERT INTO events (seq, eid, type, v, at, domain, tp, data)
  SELECT head.base + e.n, event->>'eid', event->>'type', (event->>'v')::smallint, (event->>'at')::timestamptz, NULL,
    event->>'tp', event->'data'
  FROM head, e
), points AS (
  INSERT INTO fund_nav (symbol, at, nav, nav_per_share, shares, high_water_mark, distributed_per_share)
  SELECT c.symbol, c.nav_at, c.nav, c.nav_per_share, c.shares, c.high_water_mark, c.distributed_per_share
  FROM changed JOIN c USING (symbol) WHERE c.is_snapshot
  ON CONFLICT DO NOTHING
)
SELECT (SELECT count(*) FROM changed) AS changed FROM head`;

export const INSERT_FUND = `
INSERT INTO funds (symbol, name, currency, management_fee_bps, performance_fee_bps, shares, baskets, cash,
  accrued_management, accrued_performance, fees_paid, fees_paid_at, high_water_mark, distributed_per_share, nav,
  nav_per_share, nav_at, nav_seq, version, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0, 0, 0, $9, $10, 0, 0, 0, $9, 0, 0, $9)
ON CONFLICT (symbol) DO NOTHING RETURNING symbol`;
