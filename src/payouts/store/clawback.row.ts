import { Column, Entity, PrimaryColumn } from "typeorm";

/** What of a paid credit was taken back, and is owed by its partner. */
@Entity("credit_clawback")
export class ClawbackRow {
  /** The posting by which it became owed, which names it. */
  @PrimaryColumn({ type: "uuid", name: "posting_id" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "credit_id" })
  creditId: string;

  @Column({ type: "uuid", name: "approval_id" })
  approvalId: string;

  @Column({ type: "uuid", name: "payout_id" })
  payoutId: string;

  @Column({ type: "bigint", name: "amount_minor" })
  amountMinor: bigint;

  @Column({ type: "timestamptz", name: "clawed_at" })
  clawedAt: Date;

  @Column({ type: "timestamptz", name: "ended_at", nullable: true })
  endedAt: Date | null;
}
