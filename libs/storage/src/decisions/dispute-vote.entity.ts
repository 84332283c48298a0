import { Column, Entity, PrimaryColumn } from "typeorm";

/** A vote in a dispute; each voter has one. */
@Entity("dispute_votes")
export class DisputeVoteEntity {
  @PrimaryColumn({ name: "dispute_id", type: "uuid" }) disputeId!: string;
  @PrimaryColumn({ type: "text" }) voter!: string;
  @Column({ type: "timestamptz" }) at!: Date;
}
