import type { FundChange, StoredFund } from "#market-rules";
import type { FundRepository } from "#storage";
import { activeTraceparent } from "#telemetry";
import { accrueFees, Exact, fundFigures, readFund } from "#valuation";

/**
 * Recomputes the NAV of funds of which a value has moved, and of those that were not looked at for an interval. Fees
 * accrue up to now with it.
 */
export const runNav = async (
  funds: FundRepository,
  navIntervalMs: number,
  nowMs: number,
  onCommit: () => void,
): Promise<void> => {
  const due = await funds.findDue(new Date(nowMs - navIntervalMs));
  if (due.length === 0) return;
  await funds.commit(due.map((fund) => revalued(fund, nowMs)));
  onCommit();
};

/** A fund at the newest values. */
const revalued = (fund: StoredFund, nowMs: number): FundChange => {
  const { book, terms } = readFund(fund.state);
  const basket = new Exact(fund.basket);
  return {
    fund,
    ...fundFigures(fund.state.symbol, accrueFees(book, terms, basket, nowMs), terms, basket),
    isSnapshot: false,
    traceparent: activeTraceparent(),
  };
};
