import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** Events that belong to no manifest: being written, or to be removed. */
@Entity("unlisted_manifests")
@Index("unlisted_manifests_since", ["since"])
export class UnlistedManifestEntity {
  @PrimaryColumn({ name: "manifest_id", type: "uuid" }) manifestId!: string;
  @Column({ type: "timestamptz", default: () => "now()" }) since!: Date;
}
