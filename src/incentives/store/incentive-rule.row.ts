import { Column, Entity, PrimaryColumn } from "typeorm";

/** What one milestone earns under a version. */
@Entity("incentive_rule")
export class IncentiveRuleRow {
  @PrimaryColumn({ type: "uuid", name: "version_id" })
  versionId: string;

  @PrimaryColumn({ type: "text" })
  key: string;

  @Column({ type: "text" })
  milestone: string;

  @Column({ type: "text" })
  kind: string;

  /** Of a bounty. */
  @Column({ type: "bigint", name: "amount_minor", nullable: true })
  amountMinor: bigint | null;

  /** Of a percent: how much of the deal, in parts per million. */
  @Column({ type: "bigint", name: "rate_ppm", nullable: true })
  ratePpm: bigint | null;

  /** EXPENSE or CAPITALIZE. */
  @Column({ type: "text", name: "gl_treatment" })
  glTreatment: string;
}
