import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** A trade. */
@Entity("trades")
@Index("trades_domain_at", ["domain", "at", "arrived"])
@Index("trades_tld_at", ["tld", "at"])
export class TradeEntity {
  @PrimaryColumn({ name: "trade_id", type: "text" }) tradeId!: string;
  @Column({ type: "text", collation: "C" }) domain!: string;
  @Column({ type: "timestamptz" }) at!: Date;
  @Column({ type: "numeric" }) price!: string;
  @Column({ type: "numeric" }) quantity!: string;
  @Column({ type: "text" }) currency!: string;
  @Column({ type: "text", nullable: true }) buyer!: string | null;
  @Column({ type: "text", nullable: true }) seller!: string | null;
  @Column({ type: "numeric" }) weight!: string;
  @Column({ type: "text", collation: "C", insert: false, update: false }) tld!: string;
  @Column({ type: "text", array: true, default: () => "'{}'" }) flags!: string[];
  @PrimaryColumn({ type: "text", collation: "C", default: () => "''" }) owner!: string;
  @Column({ type: "bigint" }) arrived!: string;
  @Column({ name: "venue_kind", type: "text", nullable: true }) venueKind!: string | null;
}
