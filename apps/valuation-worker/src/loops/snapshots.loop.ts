import type { FundChange, StoredFund } from "#market-rules";
import type { FundHistoryRepository, FundRepository } from "#storage";
import { activeTraceparent } from "#telemetry";
import { accrueFees, Exact, fundFigures, payFees, readFund } from "#valuation";

/** Long enough for the return of a year. */
const KEEP_DAYS = 400;
const DAY_MS = 86_400_000;

/**
 * Keeps a point of every open fund's NAV, and pays the fees that have accrued since the last one: a NAV moves every
 * second, and an event of each of those fees would be less than a cent. Then it deletes points that are too old.
 */
export const runSnapshots = async (
  funds: FundRepository,
  history: FundHistoryRepository,
  nowMs: number,
  onCommit: () => void,
): Promise<void> => {
  for (let page = await funds.findOpen(""); page.length > 0;) {
    await funds.commit(page.map((fund) => snapshotOf(fund, nowMs)));
    onCommit();
    page = await funds.findOpen(page.at(-1)?.state.symbol ?? "");
  }
  await history.prune(new Date(nowMs - KEEP_DAYS * DAY_MS));
};

const snapshotOf = (fund: StoredFund, nowMs: number): FundChange => {
  const { book, terms } = readFund(fund.state);
  const basket = new Exact(fund.basket);
  const { book: after, paid } = payFees(accrueFees(book, terms, basket, nowMs), basket);
  return {
    fund,
    ...fundFigures(fund.state.symbol, after, terms, basket),
    fees: { management: paid.management.toFixed(), performance: paid.performance.toFixed() },
    isSnapshot: true,
    traceparent: activeTraceparent(),
  };
};
