import type { RiskFlag, RiskRule, RiskTrade } from "#contracts";

const SELF_CROSS_MS = 30_000;
const WASH_MS = 120_000;
const RAPID_FLIP_MS = 600_000;
const RAPID_FLIP_TRADES = 3;
const CIRCULAR_MS = 600_000;
/** Trades that are further apart are never judged together. */
const WINDOW_MS = 600_000;
/** Stored trades of a domain that a new one is judged with, at the most. */
const MAX_JUDGED_TRADES = 200;

/**
 * How trades are judged, the same in every process.
 * @param flaggedWeight the share of its quantity that a flagged trade weighs, 0 to 1
 */
export const riskPolicy = (flaggedWeight: number) => ({
  judge: findRiskFlags,
  windowMs: WINDOW_MS,
  maxTrades: MAX_JUDGED_TRADES,
  flaggedWeight: String(flaggedWeight),
});

/**
 * Judges the trades of one domain. Pure, and the same for the same trades in whatever order they became known; a
 * trade more never takes away a flag.
 * @param trades in the order of their own times
 * @returns at most one flag of each rule for a trade
 */
export const findRiskFlags = (trades: readonly RiskTrade[]): RiskFlag[] => [
  ...selfCrosses(trades),
  ...washes(trades),
  ...circles(trades),
  ...rapidFlips(trades),
];

/** One account on both sides: of a trade, or of two within 30 seconds. */
const selfCrosses = (trades: readonly RiskTrade[]): RiskFlag[] =>
  flagged(trades, "self_cross", "critical", (trade) => {
    if (trade.buyer !== undefined && trade.buyer === trade.seller)
      return `${trade.buyer} is buyer and seller.`;
    return oppositeSides(trades, trade, SELF_CROSS_MS);
  });

/** Opposite sides by one account within 120 seconds: it buys in one trade and sells in another. */
const washes = (trades: readonly RiskTrade[]): RiskFlag[] =>
  flagged(trades, "wash", "warning", (trade) => oppositeSides(trades, trade, WASH_MS));

const oppositeSides = (
  trades: readonly RiskTrade[],
  trade: RiskTrade,
  withinMs: number,
): string | undefined => {
  const other = trades.find(
    (one) =>
      one.tradeId !== trade.tradeId &&
      Math.abs(one.atMs - trade.atMs) <= withinMs &&
      ((trade.buyer !== undefined && trade.buyer === one.seller) ||
        (trade.seller !== undefined && trade.seller === one.buyer)),
  );
  if (other === undefined) return undefined;
  const account = trade.buyer === other.seller ? trade.buyer : trade.seller;
  return `${account} is on the other side of trade ${other.tradeId}, ${seconds(trade, other)} s apart.`;
};

/** Ownership goes from A to B, on to C, and back to A, within 10 minutes. */
const circles = (trades: readonly RiskTrade[]): RiskFlag[] => {
  const details = new Map<string, string>();
  for (const [first, away] of trades.entries()) {
    for (const [second, onward] of trades.entries()) {
      if (second <= first || !follows(away, onward) || onward.buyer === away.seller) continue;
      for (const back of trades.slice(second + 1)) {
        if (back.atMs - away.atMs > CIRCULAR_MS) break;
        if (!follows(onward, back) || back.buyer !== away.seller) continue;
        const detail = `${away.seller} sold to ${away.buyer}, that to ${onward.buyer}, and that back to ${away.seller}.`;
        for (const { tradeId } of [away, onward, back])
          if (!details.has(tradeId)) details.set(tradeId, detail);
      }
    }
  }
  return flagged(trades, "circular", "critical", ({ tradeId }) => details.get(tradeId));
};

/** Whether what was bought in one trade is sold in the next, between two different accounts each. */
const follows = (before: RiskTrade, after: RiskTrade): boolean =>
  before.buyer !== undefined &&
  before.seller !== undefined &&
  before.buyer !== before.seller &&
  after.seller === before.buyer &&
  after.buyer !== undefined &&
  after.buyer !== after.seller &&
  after.atMs - before.atMs <= CIRCULAR_MS;

/** Three or more trades of a domain within 10 minutes. */
const rapidFlips = (trades: readonly RiskTrade[]): RiskFlag[] => {
  const details = new Map<string, string>();
  for (const [first, { atMs }] of trades.entries()) {
    const together = trades.slice(first).filter((one) => one.atMs - atMs <= RAPID_FLIP_MS);
    if (together.length < RAPID_FLIP_TRADES) continue;
    for (const { tradeId } of together)
      details.set(tradeId, `It is one of ${together.length} trades within 10 minutes.`);
  }
  return flagged(trades, "rapid_flip", "info", ({ tradeId }) => details.get(tradeId));
};

const flagged = (
  trades: readonly RiskTrade[],
  rule: RiskRule,
  severity: RiskFlag["severity"],
  detailOf: (trade: RiskTrade) => string | undefined,
): RiskFlag[] =>
  trades.flatMap((trade) => {
    const detail = detailOf(trade);
    return detail === undefined ? [] : [{ tradeId: trade.tradeId, rule, severity, detail }];
  });

const seconds = (a: RiskTrade, b: RiskTrade): string =>
  (Math.abs(a.atMs - b.atMs) / 1000).toFixed(0);
