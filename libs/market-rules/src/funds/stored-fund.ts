import type { FundState } from "#contracts";

/** A fund as it was read, with what it takes to change it. */
export interface StoredFund {
  readonly state: FundState;
  /** Counts its changes. */
  readonly version: number;
  /** What one basket is worth by the newest values: a decimal string, exact. */
  readonly basket: string;
  /** Offset in the log of the newest value in `basket`. */
  readonly valuesSeq: string;
  readonly feesPaidAt: Date;
}
