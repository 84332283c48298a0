import {
  EVENT_TYPES,
  type EventData,
  type EventType,
  type FundFlow,
  type FundState,
} from "#contracts";

import type { StoredFund } from "./stored-fund.js";

/** What a change makes of a fund. */
export interface FundChange {
  /** The version that was read: the change applies only if the fund has not changed since. */
  readonly fund: StoredFund;
  readonly state: FundState;
  /** NAV and NAV per share, rounded for publication. */
  readonly nav: string;
  readonly navPerShare: string;
  /** Fees that were paid with it, by their kind. Decimal strings. */
  readonly fees?: Readonly<Record<"management" | "performance", string>>;
  readonly flow?: FundFlow;
  /** Whether it is kept as a point of the NAV's history. */
  readonly isSnapshot: boolean;
  readonly traceparent: string | undefined;
}

const paidFees = ({ fees }: FundChange): ["management" | "performance", string][] =>
  (Object.entries(fees ?? {}) as ["management" | "performance", string][]).filter(
    ([, amount]) => Number(amount) > 0,
  );

/** Whether any fee was paid: less than a minor unit is not, and goes on to accrue. */
export const hasPaidFees = (change: FundChange): boolean => paidFees(change).length > 0;

interface LoggedEvent<T extends EventType = EventType> {
  readonly eid: string;
  readonly type: T;
  readonly v: number;
  readonly at: string;
  readonly tp: string | undefined;
  readonly data: EventData<T>;
}

/** The events of a change, in their order: what was done, then the NAV that came of it. */
export const eventsOf = (change: FundChange): LoggedEvent[] => {
  const { fund, state, flow, traceparent } = change;
  const at = new Date(state.accruedUntilMs).toISOString();
  // A fund's version counts its changes: its events have names of their own, however often a change is tried.
  const name = `${state.symbol}-${fund.version + 1}`;
  const event = <T extends EventType>(
    eid: string,
    type: T,
    data: EventData<T>,
  ): LoggedEvent<T> => ({
    eid,
    type,
    v: EVENT_TYPES[type].v,
    at,
    tp: traceparent,
    data,
  });
  const common = { fund_id: state.symbol, currency: state.currency };
  return [
    ...(flow === undefined ? [] : [flowEvent(flow, event)]),
    ...paidFees(change).map(([kind, amount]) =>
      event(`f-${name}-${kind}`, "fee_accrual", {
        ...common,
        kind,
        amount,
        period_start: fund.feesPaidAt.toISOString(),
        period_end: at,
      }),
    ),
    event(`n-${name}`, "nav_update", {
      ...common,
      nav: change.nav,
      units: state.shares,
      nav_per_unit: change.navPerShare,
      high_water_mark: state.highWaterMark,
    }),
  ];
};

const flowEvent = (
  flow: FundFlow,
  event: <T extends EventType>(eid: string, type: T, data: EventData<T>) => LoggedEvent<T>,
): LoggedEvent => {
  const eid = `x-${flow.flow_id}`;
  const data = {
    fund_id: flow.symbol,
    amount: flow.amount,
    currency: flow.currency,
    units: flow.shares,
  };
  return flow.kind === "distribution"
    ? event(eid, "distribution", { ...data, amount_per_unit: flow.amount_per_share })
    : event(eid, "etf_flow", {
        ...data,
        direction: flow.kind === "redemption" ? "redemption" : "creation",
      });
};
