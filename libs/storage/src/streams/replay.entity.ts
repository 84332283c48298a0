import type { ReplaySpec } from "./replay-spec.js";
import { Column, Entity, Index, PrimaryColumn } from "typeorm";

/** A replay that was asked for over REST. */
@Entity("replays")
@Index("replays_created", ["createdAt"])
export class ReplayEntity {
  @PrimaryColumn({ name: "replay_id", type: "uuid" }) replayId!: string;
  @Column({ type: "json" }) spec!: ReplaySpec;
  @Column({ name: "created_at", type: "timestamptz", default: () => "now()" }) createdAt!: Date;
  @Column({ type: "text", default: () => "''" }) owner!: string;
}
