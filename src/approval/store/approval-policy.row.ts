import { Column, Entity, PrimaryColumn } from "typeorm";

/** Under what credit is approved without a person. */
@Entity("approval_policy")
export class ApprovalPolicyRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  currency: string;

  /** Null where for all programs that have no policy of their own. */
  @Column({ type: "uuid", name: "program_id", nullable: true })
  programId: string | null;

  @Column({ type: "bigint", name: "most_per_credit_minor" })
  mostPerCreditMinor: bigint;

  @Column({ type: "bigint", name: "most_per_month_minor" })
  mostPerMonthMinor: bigint;

  @Column({ type: "integer", name: "delay_days" })
  delayDays: number;

  @Column({ type: "text" })
  reason: string;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "uuid", name: "drafted_by" })
  draftedBy: string;

  @Column({ type: "timestamptz", name: "drafted_at" })
  draftedAt: Date;

  @Column({ type: "uuid", name: "decided_by", nullable: true })
  decidedBy: string | null;

  @Column({ type: "timestamptz", name: "decided_at", nullable: true })
  decidedAt: Date | null;

  @Column({ type: "text", nullable: true })
  note: string | null;

  @Column({ type: "uuid", name: "ended_by", nullable: true })
  endedBy: string | null;

  @Column({ type: "timestamptz", name: "ended_at", nullable: true })
  endedAt: Date | null;

  @Column({ type: "text", name: "end_reason", nullable: true })
  endReason: string | null;
}
