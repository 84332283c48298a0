import type { Factors, Source } from "#contracts";
import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** One value, with all that it was computed from. Its `seq` is that of its event. */
@Entity("valuations")
@Index("valuations_batch_idx", ["batchId", "idx"], { unique: true })
export class ValuationEntity {
  @PrimaryColumn({ type: "bigint" }) seq!: string;
  @Column({ name: "batch_id", type: "uuid" }) batchId!: string;
  @Column({ type: "integer" }) idx!: number;
  @Column({ type: "text", collation: "C" }) domain!: string;
  @Column({ type: "text", nullable: true }) input!: string | null;
  @Column({ type: "numeric" }) value!: string;
  @Column({ type: "text" }) currency!: string;
  @Column({ type: "numeric" }) low!: string;
  @Column({ type: "numeric" }) high!: string;
  @Column({ type: "double precision" }) confidence!: number;
  @Column({ name: "model_version", type: "text" }) modelVersion!: string;
  @Column({ name: "chosen_source", type: "text" }) chosenSource!: Source;
  @Column({ type: "json" }) factors!: Factors;
  @Column({ name: "placeholder_created", type: "boolean" }) placeholderCreated!: boolean;
  @Column({ name: "valued_at", type: "timestamptz" }) valuedAt!: Date;
}
