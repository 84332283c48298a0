import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** A point of a fund's NAV over time. */
@Entity("fund_nav")
@Index("fund_nav_at", ["at"])
export class FundNavEntity {
  @PrimaryColumn({ type: "text", collation: "C" }) symbol!: string;
  @PrimaryColumn({ type: "timestamptz" }) at!: Date;
  @Column({ type: "numeric" }) nav!: string;
  @Column({ name: "nav_per_share", type: "numeric" }) navPerShare!: string;
  @Column({ type: "numeric" }) shares!: string;
  @Column({ name: "high_water_mark", type: "numeric" }) highWaterMark!: string;
  @Column({ name: "distributed_per_share", type: "numeric" }) distributedPerShare!: string;
}
