import type { EventType } from "#contracts";
import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** One event of the market stream. */
@Entity("events")
@Index("events_domain_seq", ["domain", "seq"])
export class EventEntity {
  @PrimaryColumn({ type: "bigint" }) seq!: string;
  @Index("events_eid", { unique: true }) @Column({ type: "text", collation: "C" }) eid!: string;
  @Column({ type: "text" }) type!: EventType;
  @Column({ type: "smallint" }) v!: number;
  @Column({ type: "timestamptz" }) at!: Date;
  @Column({ type: "text", collation: "C", nullable: true }) domain!: string | null;
  @Column({ type: "text", nullable: true }) tp!: string | null;
  @Column({ type: "json" }) data!: Record<string, unknown>;
  @Column({ type: "timestamptz", name: "logged_at", default: () => "clock_timestamp()" })
  loggedAt!: Date;
  @Column({ type: "bytea", nullable: true }) digest!: Buffer | null;
}
