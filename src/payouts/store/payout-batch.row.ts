import { Column, Entity, PrimaryColumn } from "typeorm";

/** Payouts of one currency that somebody drafted. */
@Entity("payout_batch")
export class PayoutBatchRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "text" })
  currency: string;

  @Column({ type: "timestamptz", name: "earned_until", nullable: true })
  earnedUntil: Date | null;

  @Column({ type: "bigint", name: "minimum_minor" })
  minimumMinor: bigint;

  @Column({ type: "text", name: "selection_hash" })
  selectionHash: string;

  @Column({ type: "integer", name: "payout_count" })
  payoutCount: number;

  @Column({ type: "bigint", name: "sum_minor" })
  sumMinor: bigint;

  /** What of its sum is set off against what partners owe back. */
  @Column({ type: "bigint", name: "offset_minor" })
  offsetMinor: bigint;

  @Column({ type: "bigint", name: "withheld_minor" })
  withheldMinor: bigint;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "uuid", name: "drafted_by" })
  draftedBy: string;

  @Column({ type: "timestamptz", name: "drafted_at" })
  draftedAt: Date;

  @Column({ type: "uuid", name: "approved_by", nullable: true })
  approvedBy: string | null;

  @Column({ type: "timestamptz", name: "approved_at", nullable: true })
  approvedAt: Date | null;

  @Column({ type: "uuid", name: "sent_by", nullable: true })
  sentBy: string | null;

  @Column({ type: "timestamptz", name: "sent_at", nullable: true })
  sentAt: Date | null;

  @Column({ type: "uuid", name: "cancelled_by", nullable: true })
  cancelledBy: string | null;

  @Column({ type: "timestamptz", name: "cancelled_at", nullable: true })
  cancelledAt: Date | null;

  @Column({ type: "text", name: "cancel_reason", nullable: true })
  cancelReason: string | null;
}
