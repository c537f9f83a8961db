import { sql } from "../../platform/database/index.ts";
import { column, one, tableOf, value } from "../../platform/reading/index.ts";
import type { AddedFields, Source } from "../../platform/reading/index.ts";
import { AcceptanceChecklistRow } from "../store/acceptance-checklist.row.ts";

const checklist = tableOf(AcceptanceChecklistRow);

const acceptedAt = checklist.expression<Date>(
  "timestamptz",
  ({ column: of }) =>
    sql`(select accepted.at from lead_event as accepted where accepted.partner_id = ${of(checklist, "partnerId")} and accepted.id = ${of(checklist, "eventId")})`,
);

export const acceptanceChecklistReads: Source = {
  type: "AcceptanceChecklist",
  table: checklist,
  isPartners: true,
  fields: {
    acceptedAt: column(acceptedAt),
    waived: column(checklist.cell("waived")),
    points: value([checklist.cell("keys"), checklist.cell("labels")], ([keys, labels]) =>
      keys.map((key, place) => ({ key, label: labels[place] ?? "" })),
    ),
  },
};

/** The latest, also where that acceptance was undone. */
export const leadAcceptanceChecklist: AddedFields = {
  type: "Lead",
  fields: {
    acceptanceChecklist: one(
      "AcceptanceChecklist",
      (
        confirmed,
        of,
      ) => sql`(${confirmed("partnerId")} = ${of("partnerId")} and ${confirmed("leadId")} = ${of("id")}
        and ${confirmed("seq")} = (
          select max(latest.seq)
          from acceptance_checklist as latest
          where latest.partner_id = ${of("partnerId")} and latest.lead_id = ${of("id")}))`,
    ),
  },
};
