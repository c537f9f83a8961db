import { Column, Entity, PrimaryColumn } from "typeorm";

/** How much more or less a version pays by how a partner's leads fare. */
@Entity("incentive_quality")
export class IncentiveQualityRow {
  @PrimaryColumn({ type: "uuid", name: "version_id" })
  versionId: string;

  /** Of closed leads, the part that is won where it is paid once, in parts per million. */
  @Column({ type: "bigint", name: "target_ppm" })
  targetPpm: bigint;

  /** How many leads at the target everybody is counted with. */
  @Column({ type: "integer" })
  prior: number;

  /** Over how many days before the milestone closed leads count. */
  @Column({ type: "integer", name: "window_days" })
  windowDays: number;

  @Column({ type: "bigint", name: "floor_ppm" })
  floorPpm: bigint;

  @Column({ type: "bigint", name: "ceiling_ppm" })
  ceilingPpm: bigint;
}
