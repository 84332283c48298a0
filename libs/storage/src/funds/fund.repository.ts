import { MARKET_STREAM, type FundFlow, type FundState } from "#contracts";
import { eventsOf, hasPaidFees, type FundChange, type StoredFund } from "#market-rules";

import type { Database, Transaction } from "../db/database.js";
import {
  answeredBefore,
  keepAnswer,
  KeyReusedError,
  type RequestKey,
} from "../keys/request-key.js";
import { FundFlowEntity } from "./fund-flow.entity.js";
import { FundPositionEntity } from "./fund-position.entity.js";
import {
  COMMIT_FUNDS,
  INSERT_FUND,
  readFunds,
  toStored,
  type ValuedFund,
} from "./fund-statements.js";
import { withStreamHead } from "../log/stream-head.js";

export interface NewFund {
  readonly state: FundState;
  readonly name: string | undefined;
  /** Units of each position in one basket: decimal strings. */
  readonly positions: readonly { domain: string; weightBps: number; units: string }[];
}

/** `isNew` is false when the request was answered before. */
export type CreateOutcome =
  | { readonly kind: "created"; readonly isNew: boolean }
  | { readonly kind: "taken" };

/** What a flow came to. */
export type FlowOutcome =
  /** `isNew` is false when the request was answered before. */
  | { readonly kind: "done"; readonly flow: FundFlow; readonly isNew: boolean }
  | { readonly kind: "no such fund" };

/** Funds that one statement reads and writes. */
const FUNDS_AT_ONCE = 500;

/** Funds, changed together with their events. */
export class FundRepository {
  constructor(private readonly database: Database) {}

  /** The newest value of each of these domains that has one, and its currency. @throws StorageUnavailableError */
  async valuesOf(
    domains: readonly string[],
  ): Promise<ReadonlyMap<string, { value: string; currency: string }>> {
    const rows = await this.database.read<{ domain: string; value: string; currency: string }>(
      "values of domains",
      `SELECT s.domain, s.value, v.currency FROM unnest($1::text[]) AS d(domain)
       JOIN domain_states s USING (domain) JOIN valuations v ON v.seq = s.valuation_seq`,
      [domains],
    );
    return new Map(rows.map(({ domain, value, currency }) => [domain, { value, currency }]));
  }

  /**
   * Stores a new fund, its first flow and its first NAV.
   * @param open makes the fund as of a moment, by the database's clock
   * @param change makes the flow and the NAV of the fund as it is stored
   * @throws StorageUnavailableError, OutcomeUnknownError, KeyReusedError
   */
  create(
    open: (nowMs: number) => NewFund,
    change: (fund: StoredFund) => FundChange,
    request?: RequestKey,
  ): Promise<CreateOutcome> {
    return withStreamHead<CreateOutcome>(this.database, async (transaction, _, now) => {
      if ((await answeredBefore(transaction, request)) !== undefined)
        return { kind: "created", isNew: false };
      const { state, name, positions } = open(now.getTime());
      const inserted = await transaction.run("insert fund", INSERT_FUND, [
        state.symbol,
        name ?? null,
        state.currency,
        state.managementFeeBps,
        state.performanceFeeBps,
        state.shares,
        state.baskets,
        state.cash,
        new Date(state.accruedUntilMs),
        state.highWaterMark,
      ]);
      if (inserted.length === 0) return { kind: "taken" };
      const { symbol } = state;
      await transaction.change((manager) =>
        manager.insert(
          FundPositionEntity,
          positions.map(({ domain, weightBps, units }) => ({ symbol, domain, weightBps, units })),
        ),
      );
      const fund = await findFund(transaction, state.symbol);
      if (fund === undefined) throw new Error("INSERT gave no fund.");
      await write(transaction, [change(fund)]);
      await keepAnswer(transaction, request, { symbol: state.symbol });
      return { kind: "created", isNew: true };
    });
  }

  /**
   * Applies a flow into or out of a fund. The fund is read under the lock, so that two that redeem the last share at once
   * cannot both have it.
   * @param decide what it throws leaves the fund as it is
   * @throws StorageUnavailableError
   */
  flow(
    symbol: string,
    request: RequestKey,
    decide: (fund: StoredFund, nowMs: number) => FundChange & { readonly flow: FundFlow },
  ): Promise<FlowOutcome> {
    return withStreamHead<FlowOutcome>(this.database, async (transaction, _, now) => {
      const flow =
        (await answeredBefore<FundFlow>(transaction, request)) ??
        (await findFlow(transaction, request));
      if (flow !== undefined) return { kind: "done", flow, isNew: false };
      const fund = await findFund(transaction, symbol);
      if (fund === undefined) return { kind: "no such fund" };
      const change = decide(fund, now.getTime());
      await write(transaction, [change], request);
      await keepAnswer(transaction, request, change.flow);
      return { kind: "done", flow: change.flow, isNew: true };
    });
  }

  /**
   * Funds of which a value has moved since their NAV, or whose NAV is from before a time; those with the oldest first.
   * One round trip. @throws StorageUnavailableError
   */
  async findDue(navBefore: Date): Promise<StoredFund[]> {
    const rows = await this.database.read<ValuedFund>(
      "find due funds",
      `${readFunds("f.shares > 0 AND (f.nav_at < $1 OR b.values_seq > f.nav_seq)")} ORDER BY f.nav_at LIMIT $2`,
      [navBefore, FUNDS_AT_ONCE],
    );
    return rows.map(toStored);
  }

  /** Open funds behind a symbol, in their order. One round trip. @throws StorageUnavailableError */
  async findOpen(afterSymbol: string): Promise<StoredFund[]> {
    const rows = await this.database.read<ValuedFund>(
      "find open funds",
      `${readFunds("f.shares > 0 AND f.symbol > $1")} ORDER BY f.symbol LIMIT $2`,
      [afterSymbol, FUNDS_AT_ONCE],
    );
    return rows.map(toStored);
  }

  /**
   * Stores changes of many funds, with their events, in a constant number of round trips. A fund that was changed
   * since it was read is left out: it is due again at the next run.
   * @returns how many were changed
   * @throws StorageUnavailableError
   */
  commit(changes: readonly FundChange[]): Promise<number> {
    return withStreamHead(this.database, (transaction) => write(transaction, changes));
  }
}

const write = async (
  transaction: Transaction,
  changes: readonly FundChange[],
  key?: RequestKey,
): Promise<number> => {
  const [row] = await transaction.run<{ changed: string }>("commit funds", COMMIT_FUNDS, [
    JSON.stringify(changes.map(toRow)),
    MARKET_STREAM,
  ]);
  if (row === undefined) throw new Error("The stream has no head: run the migrations.");
  for (const { flow } of changes) {
    if (flow === undefined) continue;
    const { flow_id: flowId, amount_per_share: amountPerShare, at, ...figures } = flow;
    await transaction.change((manager) =>
      manager.insert(FundFlowEntity, {
        ...figures,
        flowId,
        amountPerShare,
        at: new Date(at),
        idempotencyKey: key?.key ?? null,
        fingerprint: key?.fingerprint ?? null,
      }),
    );
  }
  return Number(row.changed);
};

const toRow = (change: FundChange): object => {
  const { fund, state } = change;
  const at = new Date(state.accruedUntilMs).toISOString();
  return {
    symbol: state.symbol,
    version: fund.version,
    shares: state.shares,
    baskets: state.baskets,
    cash: state.cash,
    accrued_management: state.accruedManagement,
    accrued_performance: state.accruedPerformance,
    fees_paid: state.feesPaid,
    fees_paid_at: hasPaidFees(change) ? at : fund.feesPaidAt.toISOString(),
    high_water_mark: state.highWaterMark,
    distributed_per_share: state.distributedPerShare,
    nav: change.nav,
    nav_per_share: change.navPerShare,
    nav_at: at,
    nav_seq: fund.valuesSeq,
    is_snapshot: change.isSnapshot,
    events: eventsOf(change),
  };
};

const findFund = async (
  transaction: Transaction,
  symbol: string,
): Promise<StoredFund | undefined> => {
  const [row] = await transaction.run<ValuedFund>("find fund", readFunds("f.symbol = $1"), [
    symbol,
  ]);
  return row && toStored(row);
};

/** A flow of an earlier version, which kept its key with the flow alone. @throws KeyReusedError */
const findFlow = async (
  transaction: Transaction,
  { key, fingerprint: asked }: RequestKey,
): Promise<FundFlow | undefined> => {
  const flow = await transaction.find((manager) =>
    manager.findOneBy(FundFlowEntity, { idempotencyKey: key }),
  );
  if (flow === null) return undefined;
  if (flow.fingerprint !== asked) throw new KeyReusedError();
  return {
    flow_id: flow.flowId,
    symbol: flow.symbol,
    kind: flow.kind,
    shares: flow.shares,
    amount: flow.amount,
    currency: flow.currency,
    amount_per_share: flow.amountPerShare,
    at: flow.at.toISOString(),
  };
};
