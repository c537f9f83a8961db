import { Column, Entity, PrimaryColumn } from "typeorm";

/** How a conflict was decided, with what was known. The vendor's alone. */
@Entity("conflict_decision")
export class ConflictDecisionRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "conflict_id" })
  conflictId: string;

  @Column({ type: "text" })
  outcome: string;

  @Column({ type: "text" })
  rule: string;

  /** Of the program under which the incumbent is registered. */
  @Column({ type: "integer", name: "policy_version" })
  policyVersion: number;

  @Column({ type: "timestamptz", name: "incumbent_claimed_at" })
  incumbentClaimedAt: Date;

  @Column({ type: "timestamptz", name: "challenger_claimed_at" })
  challengerClaimedAt: Date;

  @Column({ type: "integer", name: "incumbent_share_ppm", nullable: true })
  incumbentSharePpm: number | null;

  @Column({ type: "integer", name: "challenger_share_ppm", nullable: true })
  challengerSharePpm: number | null;

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
