import { idOf } from "../../kernel/index.ts";
import { sql } from "../../platform/database/index.ts";
import type { Sql } from "../../platform/database/index.ts";
import { ascending, column, id, list, tableOf, value } from "../../platform/reading/index.ts";
import type { Source } from "../../platform/reading/index.ts";
import type { CallAnswer } from "../domain/discovery-call.ts";
import { DiscoveryCallParticipantRow, DiscoveryCallRow } from "../store/discovery-call.row.ts";

const call = tableOf(DiscoveryCallRow);
const person = tableOf(DiscoveryCallParticipantRow);

// of the other side's people a partner sees none, and the name is null
const recorderName = call.expression<string | null>(
  "text",
  ({ column: of }) =>
    sql`(select member.display_name from membership as member where member.id = ${of(call, "recordedBy")})`,
);

const correctedAt = call.expression<string | null>(
  "timestamptz",
  ({ column: of }) =>
    sql`(case when ${of(call, "number")} > 1 and not ${of(call, "isRemoved")} then ${of(call, "writtenAt")} end)`,
);

const removedAt = call.expression<string | null>(
  "timestamptz",
  ({ column: of }) => sql`(case when ${of(call, "isRemoved")} then ${of(call, "writtenAt")} end)`,
);

/** Of what was said: the vendor's own, and asked for by nobody else. */
const noted = <Value>(type: string, what: Sql) =>
  call.expression<Value>(
    type,
    ({ column: of }) => sql`(
      select ${what}
      from discovery_call_note as note
      where note.call_id = ${of(call, "id")} and note.number = ${of(call, "number")})`,
  );

export const discoveryCallReads: Source = {
  type: "DiscoveryCall",
  table: call,
  isPartners: true,
  where: ({ column: of }) => sql`${of(call, "supersededAt")} is null`,
  fields: {
    id: id("dsc", call.cell("id")),
    leadId: id("lead", call.cell("leadId")),
    heldAt: column(call.cell("heldAt")),
    minutes: column(call.cell("minutes")),
    participants: list("CallParticipant", { callId: "id", number: "number" }, [
      ascending("position"),
    ]),
    recordedAt: column(call.cell("recordedAt")),
    recordedBy: column(recorderName),
    records: column(call.cell("number")),
    correctedAt: column(correctedAt),
    removedAt: column(removedAt),
    reason: column(call.cell("reason")),
    notes: column(noted<string | null>("text", sql`note.notes`)),
    answers: value(
      [noted<readonly CallAnswer[] | null>("jsonb", sql`note.answers`)],
      ([said]) => said ?? [],
    ),
  },
};

const memberName = person.expression<string | null>(
  "text",
  ({ column: of }) =>
    sql`(select member.display_name from membership as member where member.id = ${of(person, "memberId")})`,
);

const contactName = person.expression<string | null>(
  "text",
  ({ column: of }) => sql`(
    select contact.name
    from contact
    where contact.partner_id = ${of(person, "partnerId")} and contact.id = ${of(person, "contactId")})`,
);

const acceptedAt = person.expression<string | null>(
  "timestamptz",
  ({ column: of }) => sql`(
    select lead.accepted_at
    from contact
    join lead on lead.partner_id = contact.partner_id and lead.id = contact.lead_id
    where contact.partner_id = ${of(person, "partnerId")} and contact.id = ${of(person, "contactId")})`,
);

export const callParticipantReads: Source = {
  type: "CallParticipant",
  table: person,
  isPartners: true,
  fields: {
    side: column(person.cell("side")),
    memberId: value([person.cell("memberId"), person.cell("side")], ([member, side], { caller }) =>
      member !== null && (side !== "VENDOR" || caller.side === "VENDOR")
        ? idOf("mem", member)
        : null,
    ),
    contactId: id("cnt", person.cell("contactId")),
    memberName: column(memberName),
    // it opens to the vendor at acceptance, and closes where that is taken back
    contactName: value([contactName, acceptedAt], ([name, accepted], { caller }) =>
      caller.side === "PARTNER" || accepted !== null ? name : null,
    ),
  },
};
