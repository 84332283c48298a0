import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** A listing or an offer. */
@Entity("orders")
@Index("orders_active", ["domain", "kind", "price"], { where: "status = 'active'" })
@Index("orders_closed", ["domain", "closedAt", "ended"], {
  where: "((kind = 'listing') AND (status <> 'active'))",
})
@Index("orders_ended", ["closedAt"], { where: "closed_at IS NOT NULL" })
@Index("orders_expiry", ["expiresAt"], {
  where: "((status = 'active') AND (expires_at IS NOT NULL))",
})
export class OrderEntity {
  @PrimaryColumn({ name: "order_id", type: "text" }) orderId!: string;
  @PrimaryColumn({ type: "text" }) kind!: string;
  @Column({ type: "text", collation: "C" }) domain!: string;
  @Column({ type: "numeric" }) price!: string;
  @Column({ type: "text" }) currency!: string;
  @Column({ type: "text" }) status!: string;
  @Column({ name: "created_at", type: "timestamptz" }) createdAt!: Date;
  @Column({ name: "expires_at", type: "timestamptz", nullable: true }) expiresAt!: Date | null;
  @Column({ name: "closed_at", type: "timestamptz", nullable: true }) closedAt!: Date | null;
  @PrimaryColumn({ type: "text", collation: "C", default: () => "''" }) owner!: string;
  @Column({ name: "price_at", type: "timestamptz" }) priceAt!: Date;
  @Column({ name: "expiry_at", type: "timestamptz" }) expiryAt!: Date;
  @Column({ type: "bigint" }) arrived!: string;
  @Column({ type: "bigint", nullable: true }) ended!: string | null;
}
