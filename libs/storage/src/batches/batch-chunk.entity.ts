import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** A chunk of a batch: its names, and whether they are valued. */
@Entity("batch_chunks")
@Index("batch_chunks_open", ["batchId", "firstIdx"], { where: "done_at IS NULL" })
export class BatchChunkEntity {
  @PrimaryColumn({ name: "batch_id", type: "uuid" }) batchId!: string;
  @PrimaryColumn({ type: "integer" }) chunk!: number;
  @Column({ name: "first_idx", type: "integer" }) firstIdx!: number;
  @Column({ type: "json" }) items!: unknown;
  @Column({ name: "created_at", type: "timestamptz" }) createdAt!: Date;
  @Column({ name: "done_at", type: "timestamptz", nullable: true }) doneAt!: Date | null;
  @Column({ type: "json", nullable: true }) stages!: unknown;
}
