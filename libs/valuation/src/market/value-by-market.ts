import type { Factor, Factors, MarketState, Source } from "#contracts";

import { intervalAround, type Interval } from "./interval.js";
import { Money, quoteAmount } from "./money.js";
import type { Quote } from "./quote.js";
import {
  readAnchor,
  readFloor,
  readOrderBookMid,
  readSalesMedian,
  readVwap,
  type SourceReading,
} from "./sources.js";

/** Goes up whenever the same inputs would give another value. */
export const MARKET_MODEL_VERSION = "market-1";

/** A domain's value by its market alone. */
export interface MarketValuation extends Interval {
  readonly value: string;
  readonly currency: string;
  readonly chosenSource: Source;
  readonly factors: Factors;
  /** Standard deviation of the value's logarithm. */
  readonly sigma: number;
  /** Whether there was a market event within the last hour; otherwise the value is only the decayed anchor. */
  readonly hasSignal: boolean;
  /** Whether an override or a dispute fixes the value, regardless of any model. */
  readonly isHeld: boolean;
}

/** Without an event for this long, the market is silent. */
const SILENT_AFTER_MS = 3_600_000;
/** A value below this share of the best bid is pulled half way up to it: there is a higher offer. */
const BID_FLOOR_SHARE = 0.7;
const PRIMARY_ORDER: readonly Source[] = [
  "vwap",
  "order_book_mid",
  "floor",
  "anchor",
  "sales_median",
];
/** Error of a held value's logarithm: an override is a decision, a dispute is disagreement. */
const HELD_SIGMA = { override: 0, dispute_hold: 1 } as const;

/**
 * Values a domain by its market as of a moment. Pure: the same state, quote and time give the same value
 * to the cent.
 * @param state the domain's market state; undefined if it has none
 * @param asOfMs milliseconds since the epoch
 */
export const valueByMarket = (
  state: MarketState | undefined,
  quote: Quote,
  asOfMs: number,
): MarketValuation => {
  if (state !== undefined) return valueState(state, quote, asOfMs);
  // Most names of a large portfolio are unknown, and differ in nothing but the time.
  const key = `${quote.currency} ${quote.baseline}`;
  const known = UNKNOWN.get(key) ?? valueState(undefined, quote, asOfMs);
  UNKNOWN.set(key, known);
  const inputs = { ...known.factors.inputs, as_of: new Date(asOfMs).toISOString() };
  return { ...known, factors: { ...known.factors, inputs } };
};

const UNKNOWN = new Map<string, MarketValuation>();

const valueState = (
  state: MarketState | undefined,
  quote: Quote,
  asOfMs: number,
): MarketValuation => {
  const hasSignal =
    state?.lastSignalAtMs !== undefined && asOfMs - state.lastSignalAtMs <= SILENT_AFTER_MS;
  const readings =
    state !== undefined && hasSignal
      ? readMarket(state, quote, asOfMs)
      : [readAnchor(state, quote, asOfMs)];
  const inputs = {
    as_of: new Date(asOfMs).toISOString(),
    currency: quote.currency,
    baseline: quote.baseline,
    ...(state === undefined ? {} : { state }),
  };
  const total = readings.reduce((sum, { weight }) => sum + weight, 0);
  const [only] = readings.length === 1 ? readings : [];
  const mean =
    only?.value ??
    readings.reduce((sum, { value, weight }) => sum.plus(value.mul(weight / total)), new Money(0));
  const primary =
    PRIMARY_ORDER.find((source) => readings.some((reading) => reading.source === source)) ??
    "anchor";
  const factors = (adjustments: Factors["adjustments"]): Factors => ({
    primary_source: primary,
    fallback_chain: PRIMARY_ORDER.slice(0, PRIMARY_ORDER.indexOf(primary)),
    market: readings.map((reading) => toFactor(reading, total, quote.currency)),
    adjustments,
    inputs,
  });

  const held = state && heldValue(state, asOfMs);
  if (held !== undefined) {
    const value = new Money(held.value);
    const sigma = HELD_SIGMA[held.source];
    return {
      ...intervalAround(value, sigma, quote.currency),
      value: quoteAmount(value, quote.currency),
      currency: quote.currency,
      chosenSource: held.source,
      factors: factors([
        { kind: held.source, ...held.detail, from: mean.toFixed(), to: held.value },
      ]),
      sigma,
      hasSignal,
      isHeld: true,
    };
  }

  const pulled = hasSignal ? pullTowardsBid(mean, state?.bestBid) : undefined;
  const value = pulled ?? mean;
  const sigma = combinedSigma(readings, total, value);
  return {
    ...intervalAround(value, sigma, quote.currency),
    value: quoteAmount(value, quote.currency),
    currency: quote.currency,
    chosenSource: primary,
    factors: factors(
      pulled === undefined
        ? []
        : [
            {
              kind: "best_bid_pull",
              best_bid: state?.bestBid,
              from: mean.toFixed(),
              to: pulled.toFixed(),
            },
          ],
    ),
    sigma,
    hasSignal,
    isHeld: false,
  };
};

/**
 * Recomputes a value from its stored inputs.
 * @returns the value, to the cent the one that was stored
 */
export const recomputeMarket = (factors: Factors): string => {
  const {
    as_of: asOf,
    currency,
    baseline,
    state,
  } = factors.inputs as {
    as_of: string;
    currency: string;
    baseline: string;
    state?: MarketState;
  };
  return valueByMarket(state, { currency, baseline }, Date.parse(asOf)).value;
};

const readMarket = (state: MarketState, quote: Quote, asOfMs: number): SourceReading[] => {
  const readings = [
    readVwap(state),
    readOrderBookMid(state),
    readFloor(state),
    readSalesMedian(state),
  ].filter((reading) => reading !== undefined);
  // A baseline is not evidence: it is used only without any other source.
  return state.previous !== undefined || readings.length === 0
    ? [...readings, readAnchor(state, quote, asOfMs)]
    : readings;
};

const heldValue = (
  state: MarketState,
  asOfMs: number,
):
  | { source: "override" | "dispute_hold"; value: string; detail: Record<string, unknown> }
  | undefined => {
  const { override, dispute, previous } = state;
  if (override !== undefined && override.expiresAtMs > asOfMs) {
    return {
      source: "override",
      value: override.value,
      detail: { expires_at: new Date(override.expiresAtMs).toISOString() },
    };
  }
  if (dispute !== undefined && dispute.votes >= dispute.quorum && previous !== undefined) {
    return {
      source: "dispute_hold",
      value: previous.value,
      detail: { votes: dispute.votes, quorum: dispute.quorum },
    };
  }
  return undefined;
};

const pullTowardsBid = (mean: Money, bestBid: string | undefined): Money | undefined => {
  if (bestBid === undefined) return undefined;
  const bid = new Money(bestBid);
  return mean.lt(bid.mul(BID_FLOOR_SHARE)) ? mean.plus(bid).div(2) : undefined;
};

const UNKNOWN_SIGMA = 1.5;

/** The law of total variance over the sources, in log price: what each is unsure of, and how far they disagree. */
const combinedSigma = (readings: readonly SourceReading[], total: number, value: Money): number => {
  // Nothing that is worth nothing has a logarithm: how far others are from it is not known.
  if (!value.gt(0) || readings.some((reading) => !reading.value.gt(0))) return UNKNOWN_SIGMA;
  const logValue = Math.log(value.toNumber());
  const variance = readings.reduce((sum, reading) => {
    const distance = Math.log(reading.value.toNumber()) - logValue;
    return sum + (reading.weight / total) * (reading.sigma ** 2 + distance ** 2);
  }, 0);
  return Math.sqrt(variance);
};

const toFactor = (reading: SourceReading, total: number, currency: string): Factor => {
  const weight = reading.weight / total;
  return {
    source: reading.source,
    value: quoteAmount(reading.value, currency),
    weight: Number(weight.toFixed(6)),
    contribution: quoteAmount(reading.value.mul(weight), currency),
    input: reading.input,
  };
};
