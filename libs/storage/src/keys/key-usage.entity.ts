import { Column, Entity, PrimaryColumn } from "typeorm";

/** What an API key has used of a window of time, over all processes. */
@Entity("key_usage")
export class KeyUsageEntity {
  @PrimaryColumn({ type: "text" }) name!: string;
  @PrimaryColumn({ name: "window_s", type: "bigint" }) windowS!: string;
  @PrimaryColumn({ type: "bigint" }) number!: string;
  @Column({ type: "bigint" }) used!: string;
}
