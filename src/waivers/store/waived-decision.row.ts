import { Column, Entity, PrimaryColumn } from "typeorm";

/** What one person decided that they had prepared, and what another person says to that. */
@Entity("waived_decision")
export class WaivedDecisionRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "waiver_id" })
  waiverId: string;

  @Column({ type: "text" })
  rule: string;

  /** What was decided; of a period its step. */
  @Column({ type: "uuid", name: "subject_id" })
  subjectId: string;

  @Column({ type: "uuid", name: "prepared_by" })
  preparedBy: string;

  @Column({ type: "uuid", name: "decided_by" })
  decidedBy: string;

  @Column({ type: "timestamptz", name: "decided_at" })
  decidedAt: Date;

  @Column({ type: "uuid", name: "reviewed_by", nullable: true })
  reviewedBy: string | null;

  @Column({ type: "timestamptz", name: "reviewed_at", nullable: true })
  reviewedAt: Date | null;

  @Column({ type: "text", nullable: true })
  outcome: string | null;

  @Column({ type: "text", nullable: true })
  note: string | null;
}
