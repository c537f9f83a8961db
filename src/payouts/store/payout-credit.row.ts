import { Column, Entity, PrimaryColumn } from "typeorm";

/** What a payout pays of a credit. */
@Entity("payout_credit")
export class PayoutCreditRow {
  @PrimaryColumn({ type: "uuid", name: "payout_id" })
  payoutId: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @PrimaryColumn({ type: "uuid", name: "credit_id" })
  creditId: string;

  @Column({ type: "uuid", name: "approval_id" })
  approvalId: string;

  @Column({ type: "bigint", name: "amount_minor" })
  amountMinor: bigint;

  @Column({ type: "timestamptz", name: "ended_at", nullable: true })
  endedAt: Date | null;
}
