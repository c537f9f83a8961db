import type { CriteriaVersionId, LeadId, PartnerId, QuestionAnswer } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { AnsweringRegistration, KeptAnswers } from "../../leads/index.ts";
import type { Database, Session, Sql, Transaction } from "../../platform/database/index.ts";
import { ownRows, sql, TRY_AGAIN } from "../../platform/database/index.ts";
import type { AnswersStanding, AskedVersion } from "../domain/answering.ts";
import type { Question } from "../domain/question.ts";
import { suggestionsOf } from "../domain/suggestion.ts";
import type { Suggestion } from "../domain/suggestion.ts";

import { PartnerAnswersRow, SalesAnswersRow } from "./question-answers.row.ts";

/** Each side's answers are its own: a partner's statement does not name the vendor's. */
const TABLES = {
  PARTNER: { name: sql`partner_answers`, row: PartnerAnswersRow, prefix: "partner_answers" },
  SALES: { name: sql`sales_answers`, row: SalesAnswersRow, prefix: "sales_answers" },
} as const;
export type AnsweringSide = keyof typeof TABLES;

type LeadRow = {
  partner_id: string;
  stage: string;
  saves: number;
  saved_at: Date | null;
};

/** A lead, which nobody moves until the answers are saved; null where the session sees none. */
export async function lockAskedLead(
  tx: Transaction,
  session: Session,
  leadId: LeadId,
  side: AnsweringSide,
): Promise<AnswersStanding | null> {
  const row = await tx.readOne<LeadRow>(sql`
    select lead.partner_id, lead.stage, coalesce(latest.number, 0) as saves, latest.answered_at as saved_at
    from lead
    left join lateral (
      select saved.number, saved.answered_at
      from ${TABLES[side].name} as saved
      where saved.partner_id = lead.partner_id and saved.lead_id = lead.id
      order by saved.number desc
      limit 1
    ) as latest on true
    where ${ownRows(session, "lead")} and lead.id = ${uuidOf(leadId)}::uuid
    for share of lead`);
  if (!row) return null;
  const { stage, saves, saved_at: savedAt } = row;
  return { partnerId: idOf("prt", row.partner_id), stage, saves, savedAt };
}

type VersionRow = {
  number: number;
  questions: Question[];
  counts: boolean;
  current_id: string | null;
};

/** A version that was ever published, with whether it counts for the lead or did lately; null where there is none. */
export async function readAskedVersion(
  tx: Transaction,
  id: CriteriaVersionId,
  leadId: LeadId,
  at: Date,
): Promise<AskedVersion | null> {
  const lead = sql`${uuidOf(leadId)}::uuid`;
  const row = await tx.readOne<VersionRow>(sql`
    select v.number, v.questions, app.criteria_count_lately(v.id, ${lead}, ${at}::timestamptz) as counts,
      app.criteria_for(${lead}, ${at}::timestamptz) as current_id
    from criteria_version as v
    where v.state <> 'DRAFT' and v.id = ${uuidOf(id)}::uuid`);
  if (!row) return null;
  const { number, questions, counts, current_id: current } = row;
  return { number, questions, counts, currentId: current === null ? null : idOf("crt", current) };
}

/** The version that counts for a registration, with what it asks. */
export interface CountingVersion {
  readonly id: CriteriaVersionId;
  readonly number: number;
  readonly questions: readonly Question[];
}

type CountingRow = { id: string | null; number: number | null; questions: Question[] | null };

/** By which version each of several registrations would be judged, in their order; null where none counts. */
export async function readCountingVersions(
  tx: Transaction,
  registrations: readonly AnsweringRegistration[],
  at: Date,
): Promise<readonly (CountingVersion | null)[]> {
  const asked = registrations.map(({ programId, kind, productLineIds }) => ({
    ...{ program: uuidOf(programId), kind, lines: productLineIds.map(uuidOf) },
  }));
  const rows = await tx.read<CountingRow>(sql`
    select version.id, version.number, version.questions
    from rows from (
      json_to_recordset(${JSON.stringify(asked)}::json) as (program uuid, kind text, lines uuid[])
    ) with ordinality as asked (program, kind, lines, place)
    left join criteria_version as version
      on version.id = app.criteria_counting(asked.program, asked.kind, asked.lines, ${at}::timestamptz)
    order by asked.place`);
  return rows.map(({ id, number, questions }) =>
    id === null || number === null
      ? null
      : { id: idOf("crt", id), number, questions: questions ?? [] },
  );
}

/** Queues answers behind the leads that they came with. Where other criteria came meanwhile, the call is made again. */
export function queueRegisteredAnswers(
  database: Database,
  tx: Transaction,
  answers: readonly KeptAnswers[],
): void {
  const rows = answers.map(({ leadId, partnerId, criteriaVersionId, at, by, ...given }) => ({
    ...{ leadId: uuidOf(leadId), partnerId: uuidOf(partnerId), number: 1 },
    ...{ criteriaVersionId: uuidOf(criteriaVersionId), answers: given.answers },
    ...{ answeredAt: at, answeredBy: by },
  }));
  tx.queueAfter(database.insert(PartnerAnswersRow, ...rows), {
    partner_answers_to_what_counts: TRY_AGAIN,
  });
}

/** A questionnaire and what a partner answered to it last, as JSON; null where that was to another, or nothing was. */
export type AnsweredRow = { questions: Question[]; answers: QuestionAnswer[] } | null;

/** The partner's latest answers on a lead, if they are to the questionnaire of a version: `AnsweredRow`. */
export const answeredTo = (lead: Sql, version: Sql): Sql => sql`(
      select jsonb_build_object('questions', asked.questions, 'answers', said.answers)
      from lead as answered
      cross join lateral (
        select saved.criteria_version_id, saved.answers
        from partner_answers as saved
        where saved.partner_id = answered.partner_id and saved.lead_id = answered.id
        order by saved.number desc
        limit 1
      ) as said
      join criteria_version as asked on asked.id = said.criteria_version_id
      where answered.id = ${lead} and asked.id = ${version})`;

export const suggestedBy = (answered: AnsweredRow): readonly Suggestion[] =>
  answered ? suggestionsOf(answered.questions, answered.answers) : [];

/** What the partner's answers suggest of the criteria of a version. */
export async function readSuggestions(
  tx: Transaction,
  leadId: LeadId,
  versionId: CriteriaVersionId,
): Promise<readonly Suggestion[]> {
  const answered = answeredTo(sql`${uuidOf(leadId)}::uuid`, sql`${uuidOf(versionId)}::uuid`);
  const row = await tx.readOne<{ answered: AnsweredRow }>(sql`select ${answered} as answered`);
  return suggestedBy(row?.answered ?? null);
}

export interface NewAnswers {
  readonly leadId: LeadId;
  readonly partnerId: PartnerId;
  readonly number: number;
  readonly criteriaVersionId: CriteriaVersionId;
  readonly answers: readonly QuestionAnswer[];
  readonly at: Date;
  /** As a uuid. */
  readonly by: string;
}

/** Queues answers. Where somebody saved meanwhile, the lead moved on or other criteria came, the call is made again. */
export function queueQuestionAnswers(
  database: Database,
  tx: Transaction,
  side: AnsweringSide,
  { at, by, ...saved }: NewAnswers,
): void {
  const { row, prefix } = TABLES[side];
  const values = {
    ...saved,
    leadId: uuidOf(saved.leadId),
    partnerId: uuidOf(saved.partnerId),
    criteriaVersionId: uuidOf(saved.criteriaVersionId),
    ...{ answeredAt: at, answeredBy: by },
  };
  tx.queue(database.insert(row, values), {
    [`${prefix}_pkey`]: TRY_AGAIN,
    [`${prefix}_in_order`]: TRY_AGAIN,
    [`${prefix}_in_stage`]: TRY_AGAIN,
    [`${prefix}_to_what_counts`]: TRY_AGAIN,
  });
}
