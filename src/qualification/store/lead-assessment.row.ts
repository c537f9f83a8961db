import { Column, Entity, PrimaryColumn } from "typeorm";

/** What sales finds on a lead under one version of the criteria, saved as it goes. */
@Entity("lead_assessment")
export class LeadAssessmentRow {
  @PrimaryColumn({ type: "uuid" })
  id: string;

  @Column({ type: "uuid", name: "lead_id" })
  leadId: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  /** 1 for the first of its lead. */
  @Column({ type: "integer" })
  number: number;

  @Column({ type: "uuid", name: "criteria_version_id" })
  criteriaVersionId: string;

  /** When its lead had become an SAL: with that it ends. */
  @Column({ type: "timestamptz", name: "stage_entered_at" })
  stageEnteredAt: Date;

  @Column({ type: "timestamptz", name: "opened_at" })
  openedAt: Date;

  @Column({ type: "uuid", name: "opened_by" })
  openedBy: string;
}

/** That somebody saved answers. */
@Entity("lead_assessment_save")
export class LeadAssessmentSaveRow {
  @PrimaryColumn({ type: "uuid", name: "assessment_id" })
  assessmentId: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @PrimaryColumn({ type: "integer" })
  number: number;

  @Column({ type: "timestamptz", name: "saved_at" })
  savedAt: Date;

  @Column({ type: "uuid", name: "saved_by" })
  savedBy: string;
}

/** What was found on one criterion, as it was saved. */
@Entity("lead_assessment_answer")
export class LeadAssessmentAnswerRow {
  @PrimaryColumn({ type: "uuid", name: "assessment_id" })
  assessmentId: string;

  @Column({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @Column({ type: "uuid", name: "criteria_version_id" })
  criteriaVersionId: string;

  @PrimaryColumn({ type: "text", name: "criterion_key" })
  criterionKey: string;

  @PrimaryColumn({ type: "integer", name: "save_number" })
  saveNumber: number;

  @Column({ type: "text" })
  state: string;

  @Column({ type: "text", nullable: true })
  note: string | null;

  /** Taken from what the partner's answers suggest. */
  @Column({ type: "boolean", name: "is_suggested" })
  isSuggested: boolean;

  /** The discovery call that shows it. */
  @Column({ type: "uuid", name: "discovery_call_id", nullable: true })
  discoveryCallId: string | null;
}
