import type { DisputeView } from "#contracts";
import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** A dispute over a value. */
@Entity("disputes")
@Index("disputes_open", ["domain"], { unique: true, where: "status = 'open'" })
@Index("disputes_resolved", ["resolvedAt"], { where: "resolved_at IS NOT NULL" })
export class DisputeEntity {
  @PrimaryColumn({ name: "dispute_id", type: "uuid" }) disputeId!: string;
  @Column({ type: "text", collation: "C" }) domain!: string;
  @Column({ type: "text" }) reason!: string;
  @Column({ type: "integer" }) quorum!: number;
  @Column({ type: "text" }) status!: DisputeView["status"];
  @Column({ type: "text", nullable: true }) outcome!: string | null;
  @Column({ name: "opened_at", type: "timestamptz" }) openedAt!: Date;
  @Column({ name: "resolved_at", type: "timestamptz", nullable: true }) resolvedAt!: Date | null;
  @Column({ name: "opened_by", type: "text", nullable: true }) openedBy!: string | null;
}
