import type { BatchStatus } from "#contracts";
import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** A batch and how far it is. */
@Entity("batches")
@Index("batches_ended", ["completedAt"], { where: "completed_at IS NOT NULL" })
export class BatchEntity {
  @PrimaryColumn({ name: "batch_id", type: "uuid" }) batchId!: string;
  @Column({ type: "text" }) status!: BatchStatus;
  @Column({ type: "integer" }) total!: number;
  @Column({ type: "integer", default: 0 }) done!: number;
  @Column({ type: "integer", default: 0 }) failed!: number;
  @Column({ type: "integer" }) chunks!: number;
  @Column({ name: "chunks_done", type: "integer", default: 0 }) chunksDone!: number;
  @Column({ type: "boolean" }) ensemble!: boolean;
  @Column({ type: "text", nullable: true }) traceparent!: string | null;
  @Column({ name: "created_at", type: "timestamptz" }) createdAt!: Date;
  @Column({ name: "started_at", type: "timestamptz", nullable: true }) startedAt!: Date | null;
  @Column({ name: "completed_at", type: "timestamptz", nullable: true }) completedAt!: Date | null;
  @Column({ type: "text", default: "" }) owner!: string;
}
