import { Column, Entity, PrimaryColumn } from "typeorm";

/** What somebody proposes to answer to a dispute, and what another person says to that. */
@Entity("statement_dispute_outcome")
export class DisputeOutcomeRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "dispute_id" })
  disputeId: string;

  @Column({ type: "text" })
  outcome: string;

  @Column({ type: "text" })
  answer: string;

  @Column({ type: "uuid", name: "correcting_credit_id", nullable: true })
  correctingCreditId: string | null;

  @Column({ type: "uuid", name: "correcting_txn_id", nullable: true })
  correctingTxnId: string | null;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "uuid", name: "proposed_by" })
  proposedBy: string;

  @Column({ type: "timestamptz", name: "proposed_at" })
  proposedAt: Date;

  @Column({ type: "uuid", name: "decided_by", nullable: true })
  decidedBy: string | null;

  @Column({ type: "timestamptz", name: "decided_at", nullable: true })
  decidedAt: Date | null;

  @Column({ type: "text", nullable: true })
  note: string | null;
}
