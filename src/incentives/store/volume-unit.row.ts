import { Column, Entity, PrimaryColumn } from "typeorm";

/** An award that counts for its partner's volume. */
@Entity("volume_unit")
export class VolumeUnitRow {
  @PrimaryColumn({ type: "uuid", name: "award_id" })
  awardId: string;

  @Column({ type: "uuid", name: "window_id" })
  windowId: string;

  /** What the partner's own part comes to in each bracket. */
  @Column({ type: "bigint", name: "parts_minor", array: true })
  partsMinor: readonly bigint[];
}
