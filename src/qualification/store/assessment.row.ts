import { Column, Entity, PrimaryColumn } from "typeorm";

/** A lead judged under one criteria version. */
@Entity("assessment")
export class AssessmentRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "criteria_version_id" })
  criteriaVersionId: string;

  @Column({ type: "text" })
  outcome: string;

  @Column({ type: "timestamptz", name: "assessed_at" })
  assessedAt: Date;

  @Column({ type: "uuid", name: "assessed_by" })
  assessedBy: string;

  /** When the move that it allowed was taken back. */
  @Column({ type: "timestamptz", name: "undone_at", nullable: true })
  undoneAt: Date | null;
}

/** What was found on one criterion. */
@Entity("assessment_answer")
export class AssessmentAnswerRow {
  @PrimaryColumn({ type: "uuid", name: "assessment_id" })
  assessmentId: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @PrimaryColumn({ type: "text", name: "criterion_key" })
  criterionKey: string;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "text", nullable: true })
  note: string | null;

  /** The discovery call that shows it. */
  @Column({ type: "uuid", name: "discovery_call_id", nullable: true })
  discoveryCallId: string | null;
}
