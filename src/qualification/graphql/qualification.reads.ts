import { isCurrency, money } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { toMoneyType } from "../../platform/graphql/index.ts";
import {
  ascending,
  column,
  descending,
  id,
  list,
  one,
  page,
  tableOf,
  value,
} from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { answersSchema } from "../domain/answers-schema.ts";
import { AssessmentAnswerRow, AssessmentRow } from "../store/assessment.row.ts";
import { CriteriaSetRow, CriteriaVersionRow, CriterionRow } from "../store/criteria.row.ts";
import { OpportunityRow } from "../store/opportunity.row.ts";

const version = tableOf(CriteriaVersionRow);
const ofSet = version.with(CriteriaSetRow, { id: "setId" });
const set = tableOf(CriteriaSetRow);

const isInForce = version.expression<boolean>("boolean", ({ column: of, now }) => {
  const latest = sql`
    select max(other.effective_at)
    from criteria_version as other
    where other.set_id = ${of(version, "setId")} and other.state = 'PUBLISHED' and other.effective_at <= ${now}`;
  return sql`${of(version, "state")} = 'PUBLISHED' and ${of(version, "effectiveAt")} = (${latest})`;
});

/** The built-in criteria came with this deployment, and count from then on. */
const reviewDueAt = version.expression<Date>("timestamptz", ({ column: of }) => {
  const since = sql`greatest(${of(version, "effectiveAt")}, ${of(version, "createdAt")})`;
  return sql`case when ${of(version, "state")} <> 'DRAFT'
    then ${since} + make_interval(months => ${of(version, "reviewMonths")}) end`;
});

export const criteriaReads: Source = {
  type: "CriteriaVersion",
  table: version,
  isPartners: false,
  without: {
    scope: "CONFIG_READ",
    where: ({ column: of }) => sql`${of(version, "state")} <> 'DRAFT'`,
  },
  fields: {
    id: id("crt", version.cell("id")),
    name: column(ofSet.cell("name")),
    framework: column(ofSet.cell("framework")),
    number: column(version.cell("number")),
    effectiveAt: column(version.cell("effectiveAt")),
    isInForce: column(isInForce),
    changeNote: column(version.cell("changeNote")),
    state: column(version.cell("state")),
    minPoints: column(version.cell("minPoints")),
    minFit: column(version.cell("minFit")),
    criteria: list("Criterion", { versionId: "id" }, [ascending("position")]),
    questions: column(version.cell("questions")),
    answersSchema: value([version.cell("questions")], ([questions]) =>
      JSON.stringify(answersSchema(questions)),
    ),
    set: one("CriteriaSet", { id: "setId" }),
    earliestAt: column(version.cell("earliestAt")),
    reviewMonths: column(version.cell("reviewMonths")),
    reviewDueAt: column(reviewDueAt),
    findings: column(version.cell("findings")),
    createdAt: column(version.cell("createdAt")),
    createdBy: one("PartnerMember", { id: "createdBy" }),
    signedForSalesBy: one("PartnerMember", { id: "salesBy" }),
    signedForMarketingBy: one("PartnerMember", { id: "marketingBy" }),
  },
};

/** One thing of the signature that a set ends, while the other side has not signed that it does. */
const retirement = (of: Sql, what: Sql): Sql => sql`(
  select ${what}
  from criteria_retirement as signed
  where signed.set_id = ${of} and signed.last_number = (
    select coalesce(max(v.number), 0)
    from criteria_version as v
    where v.set_id = ${of} and v.state <> 'DRAFT')
  and exists (select from criteria_set as held where held.id = ${of} and held.retired_at is null))`;

const retirementNote = set.expression<string>("text", ({ column: of }) =>
  retirement(of(set, "id"), sql`signed.note`),
);

/** Of sets of other programs than its own, and of those without a published version, a partner sees no row. */
export const criteriaSetReads: Source = {
  type: "CriteriaSet",
  table: set,
  isPartners: false,
  fields: {
    id: id("crs", set.cell("id")),
    name: column(set.cell("name")),
    framework: column(set.cell("framework")),
    program: one("Program", { id: "programId" }),
    leadKind: column(set.cell("leadKind")),
    productLine: one("ProductLine", { id: "productLineId" }),
    inForce: one(
      "CriteriaVersion",
      (held, of) => sql`(${held("id")} = (
        select begun.id
        from criteria_version as begun
        where begun.set_id = ${of("id")} and begun.state = 'PUBLISHED' and begun.effective_at <= now()
        order by begun.effective_at desc
        limit 1))`,
    ),
    draft: one(
      "CriteriaVersion",
      (drafted, of) => sql`(${drafted("id")} = (
        select latest.id
        from criteria_version as latest
        where latest.set_id = ${of("id")}
        order by latest.number desc
        limit 1) and ${drafted("state")} = 'DRAFT')`,
    ),
    versions: page(
      "CriteriaVersion",
      (begun, of) => sql`(${begun("setId")} = ${of("id")} and ${begun("state")} <> 'DRAFT')`,
      [descending("number"), descending("id")],
    ),
    retirementSignedBy: one(
      "PartnerMember",
      (member, of) => sql`(${member("id")} = ${retirement(of("id"), sql`signed.signed_by`)})`,
    ),
    retirementNote: column(retirementNote),
    retiredAt: column(set.cell("retiredAt")),
    retiredNote: column(set.cell("retiredNote")),
  },
};

const criterion = tableOf(CriterionRow);

export const criterionReads: Source = {
  type: "Criterion",
  table: criterion,
  isPartners: false,
  fields: {
    key: column(criterion.cell("key")),
    slot: column(criterion.cell("slot")),
    label: column(criterion.cell("label")),
    labels: column(criterion.cell("labels")),
    guidance: column(criterion.cell("guidance")),
    example: column(criterion.cell("example")),
    required: column(criterion.cell("required")),
    weight: column(criterion.cell("weight")),
    axis: column(criterion.cell("axis")),
    evidence: column(criterion.cell("evidence")),
    condition: column(criterion.cell("condition")),
  },
};

const assessment = tableOf(AssessmentRow);

export const assessmentReads: Source = {
  type: "Assessment",
  table: assessment,
  isPartners: true,
  where: ({ column: of }) => sql`${of(assessment, "undoneAt")} is null`,
  fields: {
    id: id("asm", assessment.cell("id")),
    outcome: column(assessment.cell("outcome")),
    assessedAt: column(assessment.cell("assessedAt")),
    answers: list("CriterionAnswer", { partnerId: "partnerId", assessmentId: "id" }, [
      ascending("criterionKey"),
    ]),
    criteriaVersion: one("CriteriaVersion", { id: "criteriaVersionId" }),
  },
};

const answer = tableOf(AssessmentAnswerRow);

const label = answer.expression<string>(
  "text",
  ({ column: of }) => sql`(
    select asked.label
    from assessment as made
    join criterion as asked on asked.version_id = made.criteria_version_id and asked.key = ${of(answer, "criterionKey")}
    where made.id = ${of(answer, "assessmentId")})`,
);

export const answerReads: Source = {
  type: "CriterionAnswer",
  table: answer,
  isPartners: false,
  fields: {
    criterionKey: column(answer.cell("criterionKey")),
    label: column(label),
    state: column(answer.cell("state")),
    note: column(answer.cell("note")),
    discoveryCallId: id("dsc", answer.cell("discoveryCallId")),
  },
};

const opportunity = tableOf(OpportunityRow);

export const opportunityReads: Source = {
  type: "Opportunity",
  table: opportunity,
  isPartners: true,
  where: ({ column: of }) => sql`${of(opportunity, "state")} <> 'UNDONE'`,
  fields: {
    id: id("opp", opportunity.cell("id")),
    state: column(opportunity.cell("state")),
    amount: value(
      [opportunity.cell("amountMinor"), opportunity.cell("currency")],
      ([minor, currency]) => {
        if (!isCurrency(currency))
          throw new Error(`an opportunity is in an unknown currency ${currency}`);
        return toMoneyType(money(minor, currency));
      },
    ),
    closeOn: column(opportunity.cell("closeOn")),
    openedAt: column(opportunity.cell("openedAt")),
    closedAt: column(opportunity.cell("closedAt")),
    version: column(opportunity.cell("version")),
  },
};

/** What qualification adds to a lead: its latest assessment, and the latest deal that it became. */
export const qualifiedLead: AddedFields = {
  type: "Lead",
  fields: {
    assessment: one("Assessment", { partnerId: "partnerId", leadId: "id" }, [
      descending("assessedAt"),
      descending("id"),
    ]),
    opportunity: one("Opportunity", { partnerId: "partnerId", leadId: "id" }, [
      descending("openedAt"),
      descending("id"),
    ]),
  },
};
