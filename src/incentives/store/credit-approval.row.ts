import { Column, Entity, PrimaryColumn } from "typeorm";

/** A credit, with its changes, is payable. */
@Entity("credit_approval")
export class CreditApprovalRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "credit_id" })
  creditId: string;

  @Column({ type: "uuid", name: "proposal_id" })
  proposalId: string;

  @Column({ type: "bigint", name: "amount_minor" })
  amountMinor: bigint;

  /** What of it was held back as it was approved. */
  @Column({ type: "bigint", name: "held_minor" })
  heldMinor: bigint;

  @Column({ type: "uuid", name: "posting_id" })
  postingId: string;

  @Column({ type: "timestamptz", name: "approved_at" })
  approvedAt: Date;

  /** When what it approved changed, or was taken back; null while it counts. */
  @Column({ type: "timestamptz", name: "ended_at", nullable: true })
  endedAt: Date | null;
}
