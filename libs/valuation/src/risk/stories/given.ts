import type { RiskRule, RiskTrade } from "#contracts";

import { findRiskFlags } from "../find-risk-flags.js";

/** A trade so many seconds into the story; its id is its place. */
export type TradeAt = readonly [atS: number, seller: string | undefined, buyer: string | undefined];

export const riskTrades = (...trades: readonly TradeAt[]): RiskTrade[] =>
  trades.map(([atS, seller, buyer], index) => ({
    tradeId: String(index + 1),
    atMs: atS * 1000,
    seller,
    buyer,
  }));

/** Ids of the trades that a rule flags. */
export const flaggedBy = (rule: RiskRule, ...trades: readonly TradeAt[]): string[] =>
  findRiskFlags(riskTrades(...trades))
    .filter((flag) => flag.rule === rule)
    .map(({ tradeId }) => tradeId);
