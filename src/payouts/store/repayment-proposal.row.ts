import { Column, Entity, PrimaryColumn } from "typeorm";

/** What somebody says that a partner paid back, of which no entry of the bank was imported, and what another person says to that. */
@Entity("clawback_repayment_proposal")
export class RepaymentProposalRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "clawback_id" })
  clawbackId: string;

  @Column({ type: "bigint", name: "amount_minor" })
  amountMinor: bigint;

  @Column({ type: "date", name: "received_on" })
  receivedOn: string;

  @Column({ type: "text", name: "bank_reference" })
  bankReference: string;

  @Column({ type: "text" })
  evidence: string;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "uuid", name: "proposed_by" })
  proposedBy: string;

  @Column({ type: "timestamptz", name: "proposed_at" })
  proposedAt: Date;

  @Column({ type: "timestamptz", name: "decided_at", nullable: true })
  decidedAt: Date | null;

  @Column({ type: "uuid", name: "decided_by", nullable: true })
  decidedBy: string | null;

  @Column({ type: "text", nullable: true })
  note: string | null;
}
