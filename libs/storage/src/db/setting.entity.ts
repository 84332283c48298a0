import { Column, Entity, PrimaryColumn } from "typeorm";

/** What every process must agree on. */
@Entity("settings")
export class SettingEntity {
  @PrimaryColumn({ type: "text" }) name!: string;
  @Column({ type: "json" }) value!: unknown;
}
