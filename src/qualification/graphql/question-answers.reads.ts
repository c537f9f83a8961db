import type { QuestionAnswer } from "../../kernel/index.ts";
import { leadTable } from "../../leads/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import type { Caller } from "../../platform/graphql/index.ts";
import { column, id, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import type { Question } from "../domain/question.ts";
import { suggestionsOf } from "../domain/suggestion.ts";
import { PartnerAnswersRow, SalesAnswersRow } from "../store/question-answers.row.ts";

const partners = tableOf(PartnerAnswersRow);
const sales = tableOf(SalesAnswersRow);

const partnersName = partners.expression<string | null>(
  "text",
  ({ column: of }) =>
    sql`(select member.display_name from membership as member where member.id = ${of(partners, "answeredBy")})`,
);
const salesName = sales.expression<string | null>(
  "text",
  ({ column: of }) =>
    sql`(select member.display_name from membership as member where member.id = ${of(sales, "answeredBy")})`,
);
const acceptedAt = partners.expression<string | null>(
  "timestamptz",
  ({ column: of }) => sql`(
    select lead.accepted_at
    from lead
    where lead.partner_id = ${of(partners, "partnerId")} and lead.id = ${of(partners, "leadId")})`,
);

// who does not see the program any more sees no version
const questions = partners.expression<readonly Question[] | null>(
  "jsonb",
  ({ column: of }) => sql`(
    select version.questions
    from criteria_version as version
    where version.id = ${of(partners, "criteriaVersionId")})`,
);

/**
 * What was written may name persons: a partner's opens to the vendor with them, at acceptance. The list is read
 * whole, so what a caller may not have is left out of it here.
 */
const told = (answers: readonly QuestionAnswer[], isOpen: boolean) =>
  answers.map(({ key, type, values }) => {
    const [first = null] = values;
    const isText = type === "TEXT";
    return {
      ...{ questionKey: key, type, values: isText ? [] : values },
      value: isText || type === "SOME_OF" ? null : first,
      text: isText && isOpen ? first : null,
    };
  });

const seesPersons = ({ scopes }: Caller): boolean => scopes.has("CONTACTS_READ");

export const partnerAnswersReads: Source = {
  type: "PartnerAnswers",
  table: partners,
  isPartners: true,
  fields: {
    criteriaVersionId: id("crt", partners.cell("criteriaVersionId")),
    saves: column(partners.cell("number")),
    answeredAt: column(partners.cell("answeredAt")),
    answeredBy: column(partnersName),
    answers: value([partners.cell("answers"), acceptedAt], ([answers, accepted], { caller }) =>
      told(answers, seesPersons(caller) && (caller.side !== "VENDOR" || accepted !== null)),
    ),
    suggestions: value([partners.cell("answers"), questions], ([answers, asked]) =>
      suggestionsOf(asked ?? [], answers),
    ),
  },
};

/** The vendor's own. */
export const salesAnswersReads: Source = {
  type: "SalesAnswers",
  table: sales,
  isPartners: false,
  fields: {
    criteriaVersionId: id("crt", sales.cell("criteriaVersionId")),
    saves: column(sales.cell("number")),
    answeredAt: column(sales.cell("answeredAt")),
    answeredBy: column(salesName),
    answers: value([sales.cell("answers")], ([answers], { caller }) =>
      told(answers, seesPersons(caller)),
    ),
  },
};

/** The save of a lead behind which there is none. */
const latest = (type: "PartnerAnswers" | "SalesAnswers", table: Sql) =>
  one(
    type,
    (
      saved,
      of,
    ) => sql`(${saved("partnerId")} = ${of("partnerId")} and ${saved("leadId")} = ${of("id")}
      and ${saved("number")} = (
        select max(later.number)
        from ${table} as later
        where later.partner_id = ${of("partnerId")} and later.lead_id = ${of("id")}))`,
  );

/** What each side answered last. */
export const questionnaireAnswersReads: Source = {
  type: "QuestionnaireAnswers",
  table: leadTable,
  isPartners: true,
  fields: {
    leadId: id("lead", leadTable.cell("id")),
    partner: latest("PartnerAnswers", sql`partner_answers`),
    sales: latest("SalesAnswers", sql`sales_answers`),
  },
};
