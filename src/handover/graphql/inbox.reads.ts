import { leadTable } from "../../leads/index.ts";
import { joinSql, sql } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { column, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import type { InboxReason } from "../domain/inbox.ts";
import { NOBODY } from "../store/inbox-queries.ts";
import { InboxItemRow } from "../store/inbox-item.row.ts";

const item = tableOf(InboxItemRow);

const reasons = item.expression<readonly InboxReason[]>("text[]", ({ column: of, now }) => {
  const lead = of(item, "leadId");
  const partner = of(item, "partnerId");
  const due = of(item, "dueAt");
  const holder = of(item, "holderId");
  const there = (table: Sql, state: string): Sql => sql`exists (
    select from ${table} as about where about.partner_id = ${partner} and about.lead_id = ${lead} and about.state = ${state}::text)`;
  const all: readonly (readonly [InboxReason, Sql])[] = [
    ["OVERDUE", sql`${due} < ${now}`],
    ["DUE_TODAY", sql`${due} >= ${now} and ${due} < ${now} + interval '24 hours'`],
    ["NOBODY_HOLDS", sql`${holder} = ${NOBODY}::uuid`],
    ["WAITS_IN_QUEUE", sql`exists (select from queue where queue.id = ${holder})`],
    ["WAITS_FOR_PARTNER", of(item, "waitsForPartner")],
    [
      "ANSWERED",
      sql`${of(item, "nextStep")} = 'ACCEPT' and ${there(sql`information_request`, "ANSWERED")}`,
    ],
    [
      "CONFLICT_OPEN",
      sql`exists (
        select from conflict
        where conflict.state = 'OPEN' and (conflict.incumbent_lead_id = ${lead} or conflict.challenger_lead_id = ${lead}))`,
    ],
    ["CLAIM_CONFLICT_OPEN", there(sql`claim_conflict`, "OPEN")],
    ["APPEALED", there(sql`appeal`, "OPEN")],
    ["EXTENSION_REQUESTED", there(sql`extension_request`, "PENDING")],
    ["CORRECTION_PROPOSED", there(sql`correction_proposal`, "OPEN")],
  ];
  const given = all.map(([reason, holds]) => sql`case when ${holds} then ${reason}::text end`);
  return sql`array_remove(array[${joinSql(given, ", ")}], null)`;
});

/** What waits for the vendor. */
export const inboxItemReads: Source = {
  type: "SalesInboxItem",
  table: item,
  isPartners: false,
  fields: {
    lead: one("Lead", { partnerId: "partnerId", id: "leadId" }),
    nextStep: column(item.cell("nextStep")),
    dueAt: column(item.cell("dueAt")),
    isOverdue: value(
      [item.cell("dueAt")],
      ([dueAt], { at }) => dueAt !== null && Date.parse(dueAt) < at.getTime(),
    ),
    stageEnteredAt: column(item.cell("enteredAt")),
    score: one("LeadScore", { leadId: "leadId" }),
    reasons: column(reasons),
    member: one("PartnerMember", { id: "holderId" }),
    queue: one("Queue", { id: "holderId" }),
  },
};

/** A lead of the caller's inbox that changed, and as what it stands there now. */
export const inboxChangeReads: Source = {
  type: "SalesInboxChange",
  table: leadTable,
  isPartners: true,
  fields: {
    lead: one("Lead", { partnerId: "partnerId", id: "id" }),
    item: one(
      "SalesInboxItem",
      (child, lead) =>
        sql`(${child("leadId")} = ${lead("id")} and ${child("holderId")} = any(app.inbox_holders())
          and (${child("nextStep")} <> 'TAKE_UP' or ${child("dueAt")} <= now()))`,
    ),
  },
};
