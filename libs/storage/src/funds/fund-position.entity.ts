import { Column, Entity, PrimaryColumn } from "typeorm";

/** The units of a domain in one basket of a fund. */
@Entity("fund_positions")
export class FundPositionEntity {
  @PrimaryColumn({ type: "text", collation: "C" }) symbol!: string;
  @PrimaryColumn({ type: "text", collation: "C" }) domain!: string;
  @Column({ name: "weight_bps", type: "integer" }) weightBps!: number;
  @Column({ type: "numeric" }) units!: string;
}
