import { Column, Entity, PrimaryColumn } from "typeorm";

/** What an incentive program pays from some instant on: a draft, or approved and never changed. */
@Entity("incentive_program_version")
export class ProgramVersionRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "incentive_program_id" })
  incentiveProgramId: string;

  @Column({ type: "integer" })
  number: number;

  @Column({ type: "text" })
  state: string;

  /** Null in a draft that is to pay once it is approved. */
  @Column({ type: "timestamptz", name: "effective_at", nullable: true })
  effectiveAt: Date | null;

  @Column({ type: "timestamptz", name: "ends_at", nullable: true })
  endsAt: Date | null;

  @Column({ type: "text", nullable: true })
  note: string | null;

  /** How what a percent comes to is rounded. */
  @Column({ type: "text" })
  rounding: string;

  /** What a lead may earn; null where that is not limited. */
  @Column({ type: "bigint", name: "lead_cap_minor", nullable: true })
  leadCapMinor: bigint | null;

  /** What a partner may earn in a window; null, as what goes with it, where that is not limited. */
  @Column({ type: "bigint", name: "partner_cap_minor", nullable: true })
  partnerCapMinor: bigint | null;

  @Column({ type: "text", name: "partner_cap_window", nullable: true })
  partnerCapWindow: string | null;

  @Column({ type: "text", name: "partner_cap_excess", nullable: true })
  partnerCapExcess: string | null;

  /** In how many later windows what is over may be earned yet. */
  @Column({ type: "smallint", name: "partner_cap_defer_windows", nullable: true })
  partnerCapDeferWindows: number | null;

  /** What the program may pay in all; null, as what goes with it, where that is not limited. */
  @Column({ type: "bigint", name: "budget_minor", nullable: true })
  budgetMinor: bigint | null;

  @Column({ type: "text", name: "budget_excess", nullable: true })
  budgetExcess: string | null;

  /** What of each credit is held back, and when it vests; null, as what goes with it, where nothing is. */
  @Column({ type: "bigint", name: "holdback_ppm", nullable: true })
  holdbackPpm: bigint | null;

  @Column({ type: "integer", name: "vesting_instalments", nullable: true })
  vestingInstalments: number | null;

  @Column({ type: "integer", name: "vesting_every", nullable: true })
  vestingEvery: number | null;

  @Column({ type: "text", name: "vesting_unit", nullable: true })
  vestingUnit: string | null;

  /** What has to be payable for a partner to be paid; null where whatever is. */
  @Column({ type: "bigint", name: "minimum_payout_minor", nullable: true })
  minimumPayoutMinor: bigint | null;

  @Column({ type: "integer", name: "minimum_payout_months", nullable: true })
  minimumPayoutMonths: number | null;

  /** How much whoever recruited a partner has of what it earns; null, as what goes with it, where nothing. */
  @Column({ type: "bigint", name: "recruiter_ppm", nullable: true })
  recruiterPpm: bigint | null;

  @Column({ type: "integer", name: "recruiter_months", nullable: true })
  recruiterMonths: number | null;

  @Column({ type: "bigint", name: "recruiter_cap_minor", nullable: true })
  recruiterCapMinor: bigint | null;

  /** For how many days after a milestone its credit may be taken back. */
  @Column({ type: "integer", name: "reversal_days" })
  reversalDays: number;

  /** By which last days after a milestone how much is taken back; null where all of it is. */
  @Column({ type: "integer", name: "clawback_days", array: true, nullable: true })
  clawbackDays: number[] | null;

  @Column({ type: "bigint", name: "clawback_ppm", array: true, nullable: true })
  clawbackPpm: bigint[] | null;

  @Column({ type: "uuid", name: "created_by" })
  createdBy: string;

  @Column({ type: "timestamptz", name: "created_at" })
  createdAt: Date;

  @Column({ type: "uuid", name: "changed_by" })
  changedBy: string;

  @Column({ type: "timestamptz", name: "changed_at" })
  changedAt: Date;

  @Column({ type: "uuid", name: "approved_by", nullable: true })
  approvedBy: string | null;

  @Column({ type: "timestamptz", name: "approved_at", nullable: true })
  approvedAt: Date | null;

  @Column({ type: "uuid", name: "withdrawn_by", nullable: true })
  withdrawnBy: string | null;

  @Column({ type: "timestamptz", name: "withdrawn_at", nullable: true })
  withdrawnAt: Date | null;

  @Column({ type: "uuid", name: "retired_by", nullable: true })
  retiredBy: string | null;
}
