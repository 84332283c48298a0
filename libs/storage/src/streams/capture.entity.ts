import type { EventFilter } from "#contracts";
import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** A recording of the live stream: where it began. */
@Entity("captures")
@Index("captures_stopped", ["stoppedAt"], { where: "stopped_at IS NOT NULL" })
export class CaptureEntity {
  @PrimaryColumn({ name: "capture_id", type: "uuid" }) captureId!: string;
  @Column({ type: "text" }) manifest!: string;
  @Column({ type: "json", nullable: true }) filter!: EventFilter | null;
  @Column({ type: "uuid" }) epoch!: string;
  @Column({ name: "from_seq", type: "bigint" }) fromSeq!: string;
  @Column({ name: "to_seq", type: "bigint", nullable: true }) toSeq!: string | null;
  @Column({ type: "integer", nullable: true }) events!: number | null;
  @Column({ name: "started_at", type: "timestamptz", default: () => "clock_timestamp()" })
  startedAt!: Date;
  @Column({ name: "stopped_at", type: "timestamptz", nullable: true }) stoppedAt!: Date | null;
  @Column({ type: "text", default: () => "''" }) owner!: string;
}
