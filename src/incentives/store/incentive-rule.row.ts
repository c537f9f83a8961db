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

  /** Of a percent that is paid by the month: for how many; null where it is paid once. */
  @Column({ type: "smallint", name: "recurring_months", nullable: true })
  recurringMonths: number | null;

  /** EXPENSE or CAPITALIZE. */
  @Column({ type: "text", name: "gl_treatment" })
  glTreatment: string;
  /** Whether it pays where a move passes over its milestone. */
  @Column({ type: "text", name: "on_skip" })
  onSkip: string;

  /** Of a spiff, what partners are told it is called; null, as its time, of the rule that a milestone has always. */
  @Column({ type: "text", name: "spiff_name", nullable: true })
  spiffName: string | null;

  @Column({ type: "timestamptz", name: "starts_at", nullable: true })
  startsAt: Date | null;

  /** From when it pays no more. */
  @Column({ type: "timestamptz", name: "ends_at", nullable: true })
  endsAt: Date | null;
}
