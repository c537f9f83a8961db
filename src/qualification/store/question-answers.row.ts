import type { QuestionAnswer } from "../../kernel/index.ts";
import { Column, Entity, PrimaryColumn } from "typeorm";

/** What one side answered to the questionnaire of a lead's criteria, each time it was saved. */
abstract class SavedAnswers {
  @PrimaryColumn({ type: "uuid", name: "partner_id" })
  partnerId: string;

  @PrimaryColumn({ type: "uuid", name: "lead_id" })
  leadId: string;

  /** 1 for the first save of its lead; the highest one counts. */
  @PrimaryColumn({ type: "integer" })
  number: number;

  @Column({ type: "uuid", name: "criteria_version_id" })
  criteriaVersionId: string;

  @Column({ type: "jsonb" })
  answers: readonly QuestionAnswer[];

  @Column({ type: "timestamptz", name: "answered_at" })
  answeredAt: Date;

  @Column({ type: "uuid", name: "answered_by" })
  answeredBy: string;
}

@Entity("partner_answers")
export class PartnerAnswersRow extends SavedAnswers {}

/** The vendor's own: its partner learns nothing of it. */
@Entity("sales_answers")
export class SalesAnswersRow extends SavedAnswers {}
