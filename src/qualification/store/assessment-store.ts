import type { AssessmentId, CriteriaVersionId, LeadId, PartnerId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Session, Transaction } from "../../platform/database/index.ts";
import { ownRows, sql } from "../../platform/database/index.ts";
import type { Answer } from "../domain/criterion.ts";

import { AssessmentAnswerRow, AssessmentRow } from "./assessment.row.ts";

export interface NewAssessment {
  readonly id: AssessmentId;
  readonly lead: { readonly id: LeadId; readonly partnerId: PartnerId };
  readonly criteriaVersionId: CriteriaVersionId;
  readonly answers: readonly Answer[];
  readonly at: Date;
  /** The member who judged, as a uuid. */
  readonly by: string;
}

/** Queues an assessment that met its criteria, with its answers. */
export function queueAssessment(
  database: Database,
  tx: Transaction,
  assessment: NewAssessment,
): void {
  const assessmentId = uuidOf(assessment.id);
  const partnerId = uuidOf(assessment.lead.partnerId);
  tx.queue(
    database.insert(AssessmentRow, {
      id: assessmentId,
      leadId: uuidOf(assessment.lead.id),
      partnerId,
      criteriaVersionId: uuidOf(assessment.criteriaVersionId),
      outcome: "MET",
      assessedAt: assessment.at,
      assessedBy: assessment.by,
    }),
  );
  tx.queue(
    database.insert(
      AssessmentAnswerRow,
      ...assessment.answers.map((answer) => ({ ...answer, assessmentId, partnerId })),
    ),
  );
}

/** The lead's latest assessment; answers come to vendor sessions alone. */
export type AssessmentView = {
  id: string;
  lead_id: string;
  criteria_version_id: string;
  outcome: string;
  assessed_at: Date;
  answers: { criterionKey: string; state: string; note: string | null }[] | null;
};

export function assessmentsOfLeads(
  database: Database,
  session: Session,
  leadIds: readonly LeadId[],
): Promise<AssessmentView[]> {
  const answers =
    session.role === "partner"
      ? sql`null::jsonb`
      : sql`(
          select jsonb_agg(jsonb_build_object('criterionKey', w.criterion_key, 'state', w.state, 'note', w.note) order by w.criterion_key)
          from assessment_answer as w
          where w.assessment_id = a.id
        )`;
  return database.read(
    session,
    sql`
      select distinct on (a.lead_id) a.id, a.lead_id, a.criteria_version_id, a.outcome, a.assessed_at, ${answers} as answers
      from assessment as a
      where a.lead_id = any(${leadIds.map(uuidOf)}::uuid[]) and ${ownRows(session, "a")}
      order by a.lead_id, a.assessed_at desc, a.id desc`,
  );
}
