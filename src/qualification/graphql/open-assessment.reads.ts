import { sql } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import {
  ascending,
  column,
  descending,
  id,
  list,
  one,
  tableOf,
} from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import {
  LeadAssessmentAnswerRow,
  LeadAssessmentRow,
  LeadAssessmentSaveRow,
} from "../store/lead-assessment.row.ts";

const assessment = tableOf(LeadAssessmentRow);

/** Of the saves of an assessment. */
const ofSaves = <Value>(type: string, what: Sql) =>
  assessment.expression<Value>(
    type,
    ({ column: of }) => sql`(
      select ${what}
      from lead_assessment_save as save
      where save.assessment_id = ${of(assessment, "id")})`,
  );

const countsUntil = assessment.expression<string>(
  "timestamptz",
  ({ column: of }) => sql`(${of(assessment, "openedAt")} + interval '7 days')`,
);

// which criteria count is asked where the days are over, and not else
const isOutdated = assessment.expression<boolean>(
  "boolean",
  ({ column: of, now }) => sql`(case
    when ${of(assessment, "openedAt")} + interval '7 days' >= ${now} then false
    else ${of(assessment, "criteriaVersionId")} is distinct from app.criteria_for(${of(assessment, "leadId")}, ${now})
  end)`,
);

/** The vendor's own; whether one is open, its lead says. */
export const openAssessmentReads: Source = {
  type: "OpenAssessment",
  table: assessment,
  isPartners: false,
  where: ({ column: of }) => sql`exists (
    select
    from lead as assessed
    where assessed.id = ${of(assessment, "leadId")} and assessed.stage = 'SAL'
      and assessed.stage_entered_at = ${of(assessment, "stageEnteredAt")})`,
  fields: {
    criteriaVersion: one("CriteriaVersion", { id: "criteriaVersionId" }),
    version: column(ofSaves<number>("integer", sql`max(save.number)`)),
    openedAt: column(assessment.cell("openedAt")),
    openedBy: one("PartnerMember", { id: "openedBy" }),
    savedAt: column(ofSaves<string>("timestamptz", sql`max(save.saved_at)`)),
    countsUntil: column(countsUntil),
    isOutdated: column(isOutdated),
    answers: list(
      "SavedAnswer",
      (answer, of) => sql`(${answer("assessmentId")} = ${of("id")} and not exists (
        select
        from lead_assessment_answer as later
        where later.assessment_id = ${answer("assessmentId")} and later.criterion_key = ${answer("criterionKey")}
          and later.save_number > ${answer("saveNumber")}))`,
      [ascending("criterionKey")],
    ),
  },
};

const answer = tableOf(LeadAssessmentAnswerRow);
const saved = answer.with(LeadAssessmentSaveRow, {
  assessmentId: "assessmentId",
  number: "saveNumber",
});

const label = answer.expression<string>(
  "text",
  ({ column: of }) => sql`(
    select asked.label
    from criterion as asked
    where asked.version_id = ${of(answer, "criteriaVersionId")} and asked.key = ${of(answer, "criterionKey")})`,
);

export const savedAnswerReads: Source = {
  type: "SavedAnswer",
  table: answer,
  isPartners: false,
  fields: {
    criterionKey: column(answer.cell("criterionKey")),
    label: column(label),
    state: column(answer.cell("state")),
    note: column(answer.cell("note")),
    discoveryCallId: id("dsc", answer.cell("discoveryCallId")),
    isSuggested: column(answer.cell("isSuggested")),
    savedAt: column(saved.cell("savedAt")),
    savedBy: one(
      "PartnerMember",
      (member, of) => sql`(${member("id")} = (
        select save.saved_by
        from lead_assessment_save as save
        where save.assessment_id = ${of("assessmentId")} and save.number = ${of("saveNumber")}))`,
    ),
  },
};

/** What is being found on a lead. */
export const assessedLead: AddedFields = {
  type: "Lead",
  fields: {
    openAssessment: one("OpenAssessment", { partnerId: "partnerId", leadId: "id" }, [
      descending("number"),
    ]),
  },
};
