/** A trade as the rules of risk look at it; an account that is not named is unknown, and fits no rule. */
export interface RiskTrade {
  readonly tradeId: string;
  readonly atMs: number;
  readonly buyer: string | undefined;
  readonly seller: string | undefined;
}

export type RiskRule = "self_cross" | "wash" | "circular" | "rapid_flip";

/** A rule that a trade fits. */
export interface RiskFlag {
  readonly tradeId: string;
  readonly rule: RiskRule;
  readonly severity: "info" | "warning" | "critical";
  readonly detail: string;
}
