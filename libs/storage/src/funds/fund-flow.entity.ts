import type { FundFlow } from "#contracts";
import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** What came into a fund or went out of it. */
@Entity("fund_flows")
@Index("fund_flows_idempotency_key_key", ["idempotencyKey"], { unique: true })
export class FundFlowEntity {
  @PrimaryColumn({ name: "flow_id", type: "uuid" }) flowId!: string;
  @Column({ type: "text", collation: "C" }) symbol!: string;
  @Column({ type: "text" }) kind!: FundFlow["kind"];
  @Column({ type: "numeric" }) shares!: string;
  @Column({ type: "numeric" }) amount!: string;
  @Column({ type: "text" }) currency!: string;
  @Column({ name: "amount_per_share", type: "numeric" }) amountPerShare!: string;
  @Column({ type: "timestamptz" }) at!: Date;
  @Column({ name: "idempotency_key", type: "text", nullable: true }) idempotencyKey!: string | null;
  @Column({ type: "text", nullable: true }) fingerprint!: string | null;
}
