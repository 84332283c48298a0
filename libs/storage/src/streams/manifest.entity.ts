import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** A recorded stream. */
@Entity("manifests")
@Index("manifests_manifest_id_key", ["manifestId"], { unique: true })
export class ManifestEntity {
  @PrimaryColumn({ type: "text", collation: "C" }) name!: string;
  @Column({ name: "manifest_id", type: "uuid" }) manifestId!: string;
  @Column({ type: "integer" }) events!: number;
  @Column({ name: "duration_ms", type: "double precision" }) durationMs!: number;
  @Column({ type: "text" }) hash!: string;
  @Column({ name: "created_at", type: "timestamptz", default: () => "now()" }) createdAt!: Date;
}
