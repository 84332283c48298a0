import { Column, Entity, PrimaryColumn } from "typeorm";

/** An event of a manifest. */
@Entity("manifest_events")
export class ManifestEventEntity {
  @PrimaryColumn({ name: "manifest_id", type: "uuid" }) manifestId!: string;
  @PrimaryColumn({ type: "integer" }) seq!: number;
  @Column({ name: "delay_ms", type: "double precision" }) delayMs!: number;
  @Column({ type: "text" }) type!: string;
  @Column({ type: "text", nullable: true }) domain!: string | null;
  @Column({ type: "text", nullable: true }) tp!: string | null;
  @Column({ type: "text" }) text!: string;
  @Column({ type: "bytea" }) hash!: Buffer;
}
