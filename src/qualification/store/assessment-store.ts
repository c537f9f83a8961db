import type { AssessmentId, CriteriaVersionId, LeadId, PartnerId } from "../../kernel/index.ts";
import { uuidOf } from "../../kernel/index.ts";
import type { Database, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { LockedLead } from "../../leads/index.ts";
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
      ...assessment.answers.map(({ discoveryCallId: call, ...answer }) => ({
        ...{ ...answer, assessmentId, partnerId },
        discoveryCallId: call ? uuidOf(call) : null,
      })),
    ),
    { assessment_answer_of_a_call: TRY_AGAIN },
  );
}

/** Queues that the assessment by which the lead became what it is allowed nothing in the end. */
export function queueAssessmentUndone(tx: Transaction, lead: LockedLead, at: Date): void {
  tx.queue(sql`
    update assessment
    set undone_at = ${at}::timestamptz
    where partner_id = ${uuidOf(lead.partnerId)}::uuid and lead_id = ${uuidOf(lead.id)}::uuid
      and assessed_at = ${lead.stageEnteredAt}::timestamptz and undone_at is null`);
}
