import { Column, Entity, PrimaryColumn } from "typeorm";

/** Credits that somebody proposes to approve. */
@Entity("approval_proposal")
export class ApprovalProposalRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  /** Of its credits with their amounts. */
  @Column({ type: "text", name: "selection_hash" })
  selectionHash: string;

  @Column({ type: "text", nullable: true })
  comment: string | null;

  @Column({ type: "uuid", name: "proposed_by" })
  proposedBy: string;

  @Column({ type: "timestamptz", name: "proposed_at" })
  proposedAt: Date;

  @Column({ type: "timestamptz", name: "expires_at" })
  expiresAt: Date;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "uuid", name: "decided_by", nullable: true })
  decidedBy: string | null;

  @Column({ type: "timestamptz", name: "decided_at", nullable: true })
  decidedAt: Date | null;

  @Column({ type: "text", nullable: true })
  note: string | null;

  /** By which it was approved; null where persons do. */
  @Column({ type: "uuid", name: "policy_id", nullable: true })
  policyId: string | null;
}
