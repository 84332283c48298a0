import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** What the market says of a domain, kept current on write: all that a value is made from. */
@Entity("domain_states")
@Index("domain_states_moved", ["movedAt"], { where: "moved_at IS NOT NULL" })
@Index("domain_states_override", ["overrideExpiresAt"], {
  where: "override_expires_at IS NOT NULL",
})
export class DomainStateEntity {
  @PrimaryColumn({ type: "text", collation: "C" }) domain!: string;
  @Column({ type: "numeric", nullable: true }) value!: string | null;
  @Column({ name: "valued_at", type: "timestamptz", nullable: true }) valuedAt!: Date | null;
  @Column({ name: "valuation_seq", type: "bigint", nullable: true }) valuationSeq!: string | null;
  @Column({ name: "trade_count", type: "integer", default: () => "0" }) tradeCount!: number;
  @Column({ name: "recent_sales", type: "json", default: () => "'[]'" }) recentSales!: unknown;
  @Column({ name: "best_bid", type: "numeric", nullable: true }) bestBid!: string | null;
  @Column({ name: "median_bid", type: "numeric", nullable: true }) medianBid!: string | null;
  @Column({ name: "bid_count", type: "integer", default: () => "0" }) bidCount!: number;
  @Column({ name: "median_ask", type: "numeric", nullable: true }) medianAsk!: string | null;
  @Column({ name: "ask_count", type: "integer", default: () => "0" }) askCount!: number;
  @Column({ name: "floor_ask", type: "numeric", nullable: true }) floorAsk!: string | null;
  @Column({ name: "last_floor", type: "numeric", nullable: true }) lastFloor!: string | null;
  @Column({ name: "last_signal_at", type: "timestamptz", nullable: true })
  lastSignalAt!: Date | null;
  @Column({ name: "dispute_id", type: "uuid", nullable: true }) disputeId!: string | null;
  @Column({ name: "dispute_votes", type: "integer", nullable: true }) disputeVotes!: number | null;
  @Column({ name: "dispute_quorum", type: "integer", nullable: true }) disputeQuorum!:
    | number
    | null;
  @Column({ name: "override_value", type: "numeric", nullable: true }) overrideValue!:
    | string
    | null;
  @Column({ name: "override_expires_at", type: "timestamptz", nullable: true })
  overrideExpiresAt!: Date | null;
  @Column({ name: "flagged_count", type: "integer", default: () => "0" }) flaggedCount!: number;
  @Column({ name: "flagged_weight", type: "numeric", nullable: true }) flaggedWeight!:
    | string
    | null;
  @Column({ name: "moved_at", type: "timestamptz", nullable: true }) movedAt!: Date | null;
  @Column({ name: "moved_seq", type: "bigint", nullable: true }) movedSeq!: string | null;
  @Column({ name: "moved_tp", type: "text", nullable: true }) movedTp!: string | null;
  @Column({ name: "claimed_at", type: "timestamptz", nullable: true }) claimedAt!: Date | null;
  @Column({ name: "last_trade_at", type: "timestamptz", nullable: true }) lastTradeAt!: Date | null;
}
