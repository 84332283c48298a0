import { Column, Entity, PrimaryColumn } from "typeorm";

/** The head of an event stream: its row's lock is what puts commits in order. */
@Entity("streams")
export class StreamEntity {
  @PrimaryColumn({ type: "text" }) stream!: string;
  @Column({ type: "uuid" }) epoch!: string;
  @Column({ type: "bigint", default: 0 }) head!: string;
  @Column({ type: "bigint", default: 1 }) oldest!: string;
  @Column({ type: "timestamptz", name: "interactive_at", nullable: true })
  interactiveAt!: Date | null;
}
