import { Column, Entity, PrimaryColumn } from "typeorm";

/** A fund as it is now. */
@Entity("funds")
export class FundEntity {
  @PrimaryColumn({ type: "text", collation: "C" }) symbol!: string;
  @Column({ type: "text", nullable: true }) name!: string | null;
  @Column({ type: "text" }) currency!: string;
  @Column({ name: "management_fee_bps", type: "integer" }) managementFeeBps!: number;
  @Column({ name: "performance_fee_bps", type: "integer" }) performanceFeeBps!: number;
  @Column({ type: "numeric" }) shares!: string;
  @Column({ type: "numeric" }) baskets!: string;
  @Column({ type: "numeric" }) cash!: string;
  @Column({ name: "accrued_management", type: "numeric" }) accruedManagement!: string;
  @Column({ name: "accrued_performance", type: "numeric" }) accruedPerformance!: string;
  @Column({ name: "fees_paid", type: "numeric" }) feesPaid!: string;
  @Column({ name: "fees_paid_at", type: "timestamptz" }) feesPaidAt!: Date;
  @Column({ name: "high_water_mark", type: "numeric" }) highWaterMark!: string;
  @Column({ name: "distributed_per_share", type: "numeric" }) distributedPerShare!: string;
  @Column({ type: "numeric" }) nav!: string;
  @Column({ name: "nav_per_share", type: "numeric" }) navPerShare!: string;
  @Column({ name: "nav_at", type: "timestamptz" }) navAt!: Date;
  @Column({ name: "nav_seq", type: "bigint" }) navSeq!: string;
  @Column({ type: "integer" }) version!: number;
  @Column({ name: "created_at", type: "timestamptz" }) createdAt!: Date;
}
