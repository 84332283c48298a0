import type { FundSummary, FundView } from "#contracts";
import type { FundRecord, NavPoint, PositionRecord } from "#storage";
import {
  annualisedReturn,
  basketValue,
  Exact,
  netAssetValue,
  readFund,
  roundedSharePrice,
  unitsDown,
} from "#valuation";

/** A fund in a list. */
export const fundSummary = ({ state, name, nav, navPerShare }: FundRecord): FundSummary => ({
  symbol: state.symbol,
  name,
  currency: state.currency,
  nav,
  nav_per_share: navPerShare,
  shares: state.shares,
  high_water_mark: roundedSharePrice(new Exact(state.highWaterMark), state.currency),
  nav_at: new Date(state.accruedUntilMs).toISOString(),
});

/**
 * A fund's view. The positions have their newest values, which the NAV follows within a second.
 * @param before the newest points of the NAV that are at least 30 and 365 days old
 */
export const fundView = (
  fund: FundRecord,
  positions: readonly PositionRecord[],
  before: { readonly days30: NavPoint | undefined; readonly days365: NavPoint | undefined },
): FundView => {
  const { state } = fund;
  const { book } = readFund(state);
  const nav = netAssetValue(book, basketValue(positions));
  return {
    ...fundSummary(fund),
    positions: positions.map(({ domain, weightBps, units, value }) => {
      const held = book.baskets.mul(units);
      return {
        domain,
        weight_bps: weightBps,
        units: unitsDown(held).toFixed(),
        value,
        share_of_nav: nav.isZero() ? null : Number(held.mul(value).div(nav).toFixed(6)),
      };
    }),
    cash: unitsDown(book.cash).toFixed(),
    management_fee_bps: state.managementFeeBps,
    performance_fee_bps: state.performanceFeeBps,
    accrued_fees: { management: state.accruedManagement, performance: state.accruedPerformance },
    distributed_per_share: state.distributedPerShare,
    annualised_return: {
      days_30: returnSince(before.days30, fund),
      days_365: returnSince(before.days365, fund),
    },
    created_at: fund.createdAt.toISOString(),
  };
};

const returnSince = (
  point: NavPoint | undefined,
  { state, navPerShare }: FundRecord,
): number | null => {
  if (point === undefined) return null;
  const from = {
    atMs: Date.parse(point.at),
    navPerShare: point.nav_per_share,
    distributedPerShare: point.distributed_per_share,
  };
  const to = {
    atMs: state.accruedUntilMs,
    navPerShare,
    distributedPerShare: state.distributedPerShare,
  };
  return annualisedReturn(from, to) ?? null;
};
