import { idOf } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import { column, id, one, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import { isWaivedRule, SUBJECTS } from "../domain/waiver.ts";
import { SecondPersonWaiverRow } from "../store/second-person-waiver.row.ts";
import { WaivedDecisionRow } from "../store/waived-decision.row.ts";

const waiver = tableOf(SecondPersonWaiverRow);
const decision = tableOf(WaivedDecisionRow);

const state = waiver.expression<string>(
  "text",
  ({
    column: of,
  }) => sql`(case when ${of(waiver, "endedAt")} is null and now() < ${of(waiver, "untilAt")}
      then 'STANDING' else 'ENDED' end)`,
);

const decisionCount = waiver.expression<number>(
  "integer",
  ({ column: of }) => sql`(
    select count(*)::integer from waived_decision as made where made.waiver_id = ${of(waiver, "id")})`,
);

const unreviewedCount = waiver.expression<number>(
  "integer",
  ({ column: of }) => sql`(
    select count(*)::integer
    from waived_decision as made
    where made.waiver_id = ${of(waiver, "id")} and made.reviewed_at is null)`,
);

/** For the vendor alone: partners have no row of it. */
export const secondPersonWaiverReads: Source = {
  type: "SecondPersonWaiver",
  table: waiver,
  isPartners: false,
  fields: {
    id: id("wvr", waiver.cell("id")),
    state: column(state),
    reason: column(waiver.cell("reason")),
    waivedBy: one("PartnerMember", { id: "waivedBy" }),
    waivedAt: column(waiver.cell("waivedAt")),
    standsUntil: column(waiver.cell("untilAt")),
    endedBy: one("PartnerMember", { id: "endedBy" }),
    endedAt: column(waiver.cell("endedAt")),
    endReason: column(waiver.cell("endReason")),
    decisionCount: column(decisionCount),
    unreviewedCount: column(unreviewedCount),
  },
};

// a month is closed and opened again by its steps, which have no id of their own in the API
const subject = decision.expression<string>(
  "uuid",
  ({ column: of }) => sql`coalesce((
    select step.period_id
    from period_step as step
    where ${of(decision, "rule")} = 'PERIOD' and step.id = ${of(decision, "subjectId")}), ${of(decision, "subjectId")})`,
);

/** For the vendor alone. */
export const waivedDecisionReads: Source = {
  type: "WaivedDecision",
  table: decision,
  isPartners: false,
  fields: {
    id: id("wvd", decision.cell("id")),
    waiver: one("SecondPersonWaiver", { id: "waiverId" }),
    rule: column(decision.cell("rule")),
    subjectId: value([decision.cell("rule"), subject], ([rule, uuid]) => {
      if (!isWaivedRule(rule)) throw new Error(`an unknown rule was waived: ${rule}`);
      return idOf(SUBJECTS[rule], uuid);
    }),
    preparedBy: one("PartnerMember", { id: "preparedBy" }),
    decidedBy: one("PartnerMember", { id: "decidedBy" }),
    decidedAt: column(decision.cell("decidedAt")),
    outcome: column(decision.cell("outcome")),
    reviewedBy: one("PartnerMember", { id: "reviewedBy" }),
    reviewedAt: column(decision.cell("reviewedAt")),
    note: column(decision.cell("note")),
  },
};
