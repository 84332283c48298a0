import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** A request that may be sent again: its batch, or its answer. */
@Entity("idempotency_keys")
@Index("idempotency_keys_created", ["createdAt"])
export class IdempotencyKeyEntity {
  @PrimaryColumn({ type: "text" }) key!: string;
  @Column({ type: "text" }) fingerprint!: string;
  @Column({ name: "batch_id", type: "uuid", nullable: true }) batchId!: string | null;
  @Column({ name: "created_at", type: "timestamptz", default: () => "now()" }) createdAt!: Date;
  @Column({ type: "json", nullable: true }) answer!: unknown;
}
