import { leadTable } from "../../leads/index.ts";
import { sql, trustedText } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { ascending, column, list, one, part } from "../../platform/reading/index.ts";
import type { AddedFields, Fields, Source } from "../../platform/reading/index.ts";

const lead = leadTable;

/** What of a lead's history one side's people did; what happened by itself is nobody's. */
function touchesOf(side: "by_vendor" | "not by_vendor"): Fields {
  const told = (what: string, type: string) =>
    lead.expression(type, ({ column: of }) => {
      const events = sql`
        select ${trustedText(what)}
        from lead_event as touch
        where touch.partner_id = ${of(lead, "partnerId")} and touch.lead_id = ${of(lead, "id")}
          and touch.actor_kind <> 'SYSTEM' and ${trustedText(side)}`;
      return sql`(${events})`;
    });
  return {
    events: column(told("count(*)::integer", "integer")),
    lastAt: column(told("max(touch.at)", "timestamptz")),
  };
}

/** A partner with more is one with many: nobody waits for the rest to be counted. */
const MOST_COUNTED = 10_000;

/** Leads of the same partner. */
const countedOf = (where: Sql) =>
  lead.expression<number>(
    "integer",
    ({ column: of }) => sql`(
      select count(*)::integer
      from (
        select
        from lead as brought
        where brought.partner_id = ${of(lead, "partnerId")} and ${where}
        limit ${trustedText(String(MOST_COUNTED))}
      ) as counted)`,
  );

/** Of the touches that count, whoever's they are. */
const touchesThatCount = (what: string, type: "integer" | "timestamptz") =>
  lead.expression(
    type,
    ({ column: of }) => sql`(
      select ${trustedText(what)}
      from touchpoint as touch
      where touch.lead_partner_id = ${of(lead, "partnerId")} and touch.lead_id = ${of(lead, "id")}
        and touch.retracted_at is null)`,
  );

const partnerJoinedAt = lead.expression<string>(
  "timestamptz",
  ({ column: of }) =>
    sql`(select partner.created_at from partner where partner.id = ${of(lead, "partnerId")})`,
);

const note = lead.expression<string | null>(
  "text",
  ({ column: of }) => sql`(
    select handed.note
    from assignment as handed
    where handed.lead_id = ${of(lead, "id")} and handed.cause = 'HANDED_OVER'
    order by handed.assigned_at desc, handed.id desc
    limit 1)`,
);

/** A lead as whoever closes it has to know it: there from SQL on. */
export const handoverBriefReads: Source = {
  type: "HandoverBrief",
  table: lead,
  isPartners: true,
  where: ({ column: of }) => sql`${of(lead, "salesQualifiedAt")} is not null`,
  fields: {
    contact: one(
      "Contact",
      (person, of) =>
        sql`(${person("partnerId")} = ${of("partnerId")} and ${person("leadId")} = ${of("id")} and ${person("isPrimary")})`,
    ),
    productLines: list(
      "ProductLine",
      (line, of) => sql`${line("id")} = any(${of("productLineIds")})`,
      [ascending("createdAt"), ascending("id")],
    ),
    answers: list(
      "CriterionAnswer",
      (
        answer,
        of,
      ) => sql`(${answer("partnerId")} = ${of("partnerId")} and ${answer("assessmentId")} = (
        select latest.id
        from assessment as latest
        where latest.partner_id = ${of("partnerId")} and latest.lead_id = ${of("id")} and latest.undone_at is null
        order by latest.assessed_at desc, latest.id desc
        limit 1))`,
      [ascending("criterionKey")],
    ),
    ofPartner: part(touchesOf("not by_vendor")),
    ofVendor: part(touchesOf("by_vendor")),
    touchpoints: column(touchesThatCount("count(*)::integer", "integer")),
    lastTouchAt: column(touchesThatCount("max(touch.occurred_at)", "timestamptz")),
    partner: one("Partner", { id: "partnerId" }),
    partnerJoinedAt: column(partnerJoinedAt),
    partnerLeads: column(countedOf(sql`true`)),
    partnerLeadsWon: column(countedOf(sql`brought.stage = 'WON'`)),
    note: column(note),
  },
};

export const leadBrief: AddedFields = {
  type: "Lead",
  fields: { handoverBrief: one("HandoverBrief", { partnerId: "partnerId", id: "id" }) },
};
