import type { FundFlow, FundRequest } from "#contracts";
import { FundRepository, type NewFund, type RequestKey } from "#storage";
import { type FundChange, type StoredFund } from "#market-rules";
import { activeTraceparent } from "#telemetry";
import {
  accrueFees,
  distributeIncome,
  Exact,
  FundFlowError,
  fundFigures,
  issueShares,
  navPerShare,
  openFund,
  readFund,
  redeemShares,
  roundedSharePrice,
  type FundBook,
  type FundTerms,
} from "#valuation";
import { randomUUID } from "node:crypto";

import { ProblemError } from "../http/problem-error.js";
import { openingPositions } from "./opening-positions.js";

/** The requested number of shares, or amount of income. Decimal strings. */
export interface FlowAsked {
  readonly kind: Exclude<FundFlow["kind"], "creation">;
  readonly symbol: string;
  readonly quantity: string;
  readonly request: RequestKey;
}

/** Called after each commit, to wake the subscribers of the log. */
export type OnCommit = () => void;

/** Creates funds; issues and redeems shares; distributes income. */
export class FundDesk {
  constructor(
    private readonly funds: FundRepository,
    private readonly onCommit: OnCommit,
  ) {}

  /** @throws ProblemError, StorageUnavailableError */
  async create(request: FundRequest, key: RequestKey | undefined): Promise<void> {
    const { currency, positions } = await openingPositions(this.funds, request);
    const terms: FundTerms = {
      managementFeeBps: request.management_fee_bps,
      performanceFeeBps: request.performance_fee_bps,
    };
    let capital = new Exact(0);
    const open = (nowMs: number): NewFund => {
      const opened = rethrowAsProblem(() =>
        openFund(currency, request.shares, request.nav_per_share, positions, nowMs),
      );
      ({ capital } = opened);
      return {
        // The worth of a basket does not affect what is stored.
        state: fundFigures(request.symbol, opened.book, terms, new Exact(0)).state,
        name: request.name,
        positions: positions.map(({ domain, weightBps }, index) => ({
          domain,
          weightBps,
          units: opened.units[index] ?? "0",
        })),
      };
    };
    const outcome = await this.funds.create(
      open,
      (stored) =>
        changeOf(stored, readFund(stored.state).book, terms, {
          kind: "creation",
          shares: new Exact(request.shares),
          amount: capital,
          perShare: new Exact(request.nav_per_share),
        }),
      key,
    );
    if (outcome.kind === "taken") {
      throw new ProblemError(
        "conflict",
        `There is a fund ${request.symbol} already. Choose another symbol.`,
        [{ pointer: "/symbol", detail: "is taken" }],
      );
    }
    if (outcome.isNew) this.onCommit();
  }

  /** Issues, redeems or distributes. @throws ProblemError, StorageUnavailableError */
  async flow(asked: FlowAsked): Promise<FundFlow> {
    const outcome = await this.funds.flow(asked.symbol, asked.request, (fund, nowMs) =>
      rethrowAsProblem(() => decide(fund, asked, nowMs)),
    );
    if (outcome.kind === "no such fund") throw unknownFund(asked.symbol);
    if (outcome.isNew) this.onCommit();
    return outcome.flow;
  }
}

export const unknownFund = (symbol: string): ProblemError =>
  new ProblemError("not-found", `There is no fund ${symbol}.`);

/** Accrues fees first, so that an issue or redemption pays its part of them until now, and no more. */
const decide = (
  fund: StoredFund,
  { kind, quantity }: FlowAsked,
  nowMs: number,
): FundChange & { flow: FundFlow } => {
  const { book, terms } = readFund(fund.state);
  const basket = new Exact(fund.basket);
  const now = accrueFees(book, terms, basket, nowMs);
  const asked = new Exact(quantity);
  if (kind === "distribution") {
    const { book: after, amount, perShare } = distributeIncome(now, basket, asked);
    return changeOf(fund, after, terms, { kind, shares: now.shares, amount, perShare });
  }
  const move = kind === "issue" ? issueShares : redeemShares;
  const { book: after, amount } = move(now, basket, asked);
  const perShare = navPerShare(now, basket);
  return changeOf(fund, after, terms, { kind, shares: asked, amount, perShare });
};

const changeOf = (
  fund: StoredFund,
  book: FundBook,
  terms: FundTerms,
  flow: { kind: FundFlow["kind"]; shares: Exact; amount: Exact; perShare: Exact },
): FundChange & { flow: FundFlow } => ({
  fund,
  ...fundFigures(fund.state.symbol, book, terms, new Exact(fund.basket)),
  isSnapshot: flow.kind === "creation",
  traceparent: activeTraceparent(),
  flow: {
    flow_id: randomUUID(),
    symbol: fund.state.symbol,
    kind: flow.kind,
    shares: flow.shares.toFixed(),
    amount: flow.amount.toFixed(),
    currency: book.currency,
    amount_per_share: roundedSharePrice(flow.perShare, book.currency),
    at: new Date(book.accruedUntilMs).toISOString(),
  },
});

/** What a fund's state does not allow is a conflict. */
const rethrowAsProblem = <T>(run: () => T): T => {
  try {
    return run();
  } catch (error) {
    if (error instanceof FundFlowError) throw new ProblemError("conflict", error.message);
    throw error;
  }
};
