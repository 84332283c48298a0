import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** The sums of a domain's trades in one minute. */
@Entity("trade_minutes")
@Index("trade_minutes_minute", ["minute"])
export class TradeMinuteEntity {
  @PrimaryColumn({ type: "text", collation: "C" }) domain!: string;
  @PrimaryColumn({ type: "timestamptz" }) minute!: Date;
  @Column({ name: "price_weight", type: "numeric" }) priceWeight!: string;
  @Column({ type: "numeric" }) weight!: string;
  @Column({ type: "integer" }) count!: number;
  @Column({ type: "integer" }) flagged!: number;
}
