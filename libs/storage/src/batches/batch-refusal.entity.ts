import { Column, Entity, PrimaryColumn } from "typeorm";

/** An entry of a batch that was rejected. */
@Entity("batch_refusals")
export class BatchRefusalEntity {
  @PrimaryColumn({ name: "batch_id", type: "uuid" }) batchId!: string;
  @PrimaryColumn({ type: "integer" }) idx!: number;
  @Column({ type: "integer" }) index!: number;
  @Column({ type: "text" }) input!: string;
  @Column({ type: "text" }) code!: string;
  @Column({ type: "text" }) detail!: string;
}
