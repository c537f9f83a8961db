import type { AssessmentId, LeadId, PartnerId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Database, Sql, Transaction } from "../../platform/database/index.ts";
import { sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { Answer } from "../domain/criterion.ts";
import type { FoundAnswer, LeadAssessment } from "../domain/lead-assessment.ts";

import {
  LeadAssessmentAnswerRow,
  LeadAssessmentRow,
  LeadAssessmentSaveRow,
} from "./lead-assessment.row.ts";

/** As JSON, instants in milliseconds. */
export type OpenRow = {
  id: string;
  criteriaVersionId: string;
  openedAt: number;
  savedAt: number;
  version: number;
  /** The call of each as a uuid, unless it was removed. */
  answers: (Omit<Answer, "discoveryCallId"> & { discoveryCallId: string | null })[];
};

/** The latest answer on each criterion, of an assessment. */
const latestAnswers = (assessmentId: Sql): Sql => sql`(
        select jsonb_agg(jsonb_build_object('criterionKey', latest.criterion_key, 'state', latest.state, 'note', latest.note,
          'discoveryCallId', (
            select held.id
            from discovery_call as held
            where held.id = latest.discovery_call_id and held.superseded_at is null and not held.is_removed)))
        from (
          select distinct on (answer.criterion_key) answer.criterion_key, answer.state, answer.note, answer.discovery_call_id
          from lead_assessment_answer as answer
          where answer.assessment_id = ${assessmentId}
          order by answer.criterion_key, answer.save_number desc
        ) as latest)`;

/** What was saved of a lead, as JSON: its latest assessment, while it stands where it stood when that was opened. */
export const openAssessmentOf = (lead: Sql): Sql => sql`(
      select jsonb_build_object('id', latest.id, 'criteriaVersionId', latest.criteria_version_id, 'version', save.number,
        'openedAt', extract(epoch from latest.opened_at) * 1000, 'savedAt', extract(epoch from save.saved_at) * 1000,
        'answers', ${latestAnswers(sql`latest.id`)})
      from (
        select *
        from lead_assessment
        where lead_id = ${lead}
        order by number desc
        limit 1
      ) as latest
      join lead as assessed on assessed.id = latest.lead_id and assessed.stage = 'SAL'
        and assessed.stage_entered_at = latest.stage_entered_at
      cross join lateral (
        select done.number, done.saved_at
        from lead_assessment_save as done
        where done.assessment_id = latest.id
        order by done.number desc
        limit 1
      ) as save)`;

export const toLeadAssessment = ({
  openedAt,
  savedAt,
  answers,
  ...row
}: OpenRow): LeadAssessment => ({
  ...row,
  answers: answers.map(({ discoveryCallId: call, ...answer }) =>
    call === null ? answer : { ...answer, discoveryCallId: idOf("dsc", call) },
  ),
  openedAt: new Date(openedAt),
  savedAt: new Date(savedAt),
});

/** A lead as whoever assesses it finds it. */
export interface AssessedLead {
  readonly partnerId: PartnerId;
  readonly stage: string;
  readonly stageEnteredAt: Date;
  /** How many assessments of it were opened. */
  readonly assessments: number;
}

/** A lead, which nobody moves until what is found on it is saved; null where there is none. */
export async function lockAssessedLead(
  tx: Transaction,
  leadId: LeadId,
): Promise<AssessedLead | null> {
  const row = await tx.readOne<{
    partner_id: string;
    stage: string;
    stage_entered_at: Date;
    assessments: number;
  }>(sql`
    select lead.partner_id, lead.stage, lead.stage_entered_at,
      (select coalesce(max(opened.number), 0) from lead_assessment as opened where opened.lead_id = lead.id) as assessments
    from lead
    where lead.id = ${uuidOf(leadId)}::uuid
    for share of lead`);
  if (!row) return null;
  return {
    partnerId: idOf("prt", row.partner_id),
    stage: row.stage,
    stageEnteredAt: row.stage_entered_at,
    assessments: row.assessments,
  };
}

export interface NewLeadAssessment {
  readonly id: AssessmentId;
  readonly leadId: LeadId;
  readonly lead: AssessedLead;
  /** As a uuid. */
  readonly criteriaVersionId: string;
  readonly at: Date;
  readonly by: string;
}

/** Queues an assessment that is opened. Where the lead moved on meanwhile, or somebody else opened one, the call is made again. */
export function queueLeadAssessment(
  database: Database,
  tx: Transaction,
  { id, leadId, lead, criteriaVersionId, at, by }: NewLeadAssessment,
): void {
  const row = {
    id: uuidOf(id),
    leadId: uuidOf(leadId),
    partnerId: uuidOf(lead.partnerId),
    number: lead.assessments + 1,
    criteriaVersionId,
    stageEnteredAt: lead.stageEnteredAt,
    openedAt: at,
    openedBy: by,
  };
  tx.queue(database.insert(LeadAssessmentRow, row), {
    lead_assessment_number_once: TRY_AGAIN,
    lead_assessment_in_order: TRY_AGAIN,
    lead_assessment_of_an_sal: TRY_AGAIN,
    lead_assessment_under_what_counts: TRY_AGAIN,
  });
}

export interface AnswersSaved {
  /** The assessment's, as a uuid. */
  readonly assessmentId: string;
  readonly partnerId: PartnerId;
  /** As a uuid. */
  readonly criteriaVersionId: string;
  readonly version: number;
  readonly answers: readonly FoundAnswer[];
  readonly at: Date;
  readonly by: string;
}

/** Queues answers; whatever was saved on other criteria stays. Somebody who saved meanwhile was quicker: the call is made again. */
export function queueAnswers(database: Database, tx: Transaction, saved: AnswersSaved): void {
  const { assessmentId, criteriaVersionId, version, answers, at, by } = saved;
  const partnerId = uuidOf(saved.partnerId);
  const save = { assessmentId, partnerId, number: version, savedAt: at, savedBy: by };
  tx.queue(database.insert(LeadAssessmentSaveRow, save), {
    lead_assessment_save_pkey: TRY_AGAIN,
    lead_assessment_save_in_order: TRY_AGAIN,
    lead_assessment_save_in_time: TRY_AGAIN,
    lead_assessment_save_while_open: TRY_AGAIN,
  });
  const rows = answers.map(({ criterionKey, state, note, isSuggested, ...shown }) => ({
    ...{ assessmentId, partnerId, criteriaVersionId, criterionKey, saveNumber: version },
    ...{ state, note, isSuggested },
    discoveryCallId: shown.discoveryCallId ? uuidOf(shown.discoveryCallId) : null,
  }));
  tx.queue(database.insert(LeadAssessmentAnswerRow, ...rows), {
    lead_assessment_answer_suggested: TRY_AGAIN,
    lead_assessment_answer_of_a_call: TRY_AGAIN,
  });
}

/** "ASMT": the lock of assessments, apart from all other advisory locks. */
const ASSESSMENTS = 0x41534d54;

/** Those who save of a lead go one after another, so that each finds the assessment that another opened. */
export const awaitAssessment = (tx: Transaction, leadId: LeadId): Promise<unknown> =>
  tx.read(
    sql`select pg_advisory_xact_lock(${ASSESSMENTS}::integer, hashtext(${uuidOf(leadId)}::text))`,
  );
