import { Column, Entity, PrimaryColumn } from "typeorm";

/** How a conflict of a lead with a direct claim was decided, with what was known. The vendor's alone. */
@Entity("claim_decision")
export class ClaimDecisionRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "conflict_id" })
  conflictId: string;

  @Column({ type: "text" })
  outcome: string;

  @Column({ type: "text" })
  rule: string;

  /** Of the program under which the lead is registered. */
  @Column({ type: "integer", name: "policy_version" })
  policyVersion: number;

  @Column({ type: "timestamptz", name: "lead_claimed_at" })
  leadClaimedAt: Date;

  @Column({ type: "timestamptz", name: "claim_counts_from" })
  claimCountsFrom: Date;

  @Column({ type: "text" })
  evidence: string;

  @Column({ type: "text", nullable: true })
  note: string | null;

  @Column({ type: "text", nullable: true })
  statement: string | null;

  @Column({ type: "timestamptz", name: "decided_at" })
  decidedAt: Date;

  @Column({ type: "uuid", name: "decided_by" })
  decidedBy: string;
}
