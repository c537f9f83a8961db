import { randomUUID } from "node:crypto";

import { uuidOf } from "../../src/kernel/index.ts";
import type { ContactId, LeadId } from "../../src/kernel/index.ts";
import { newId } from "../../src/platform/ids.ts";

import type { World } from "./world.ts";

/** A person whom nobody has registered. */
export const otherPerson = (): Record<string, unknown> => ({
  name: "Otto Other",
  email: `${randomUUID()}@others.example`,
  buyingRole: "INFLUENCES",
  consent: { basis: "CONSENT" },
});

/** Somebody beside a planted lead's primary contact. */
async function plantContact(world: World, leadId: LeadId): Promise<ContactId> {
  const id = newId("cnt");
  const mailbox = `${uuidOf(id)}@planted.example`;
  await world.asOwner(
    `with added as (
       insert into contact (id, lead_id, partner_id, is_primary, name, email, email_key, consent_basis)
       select $1, id, partner_id, false, 'Other', $2, $2, 'CONSENT' from lead where id = $3
       returning partner_id, lead_id
     )
     insert into lead_claim (partner_id, kind, key, lead_id)
     select partner_id, 'EMAIL', $2, lead_id from added`,
    [uuidOf(id), mailbox, uuidOf(leadId)],
  );
  return id;
}

/** A question that is still open, of the notes. */
async function plantRequest(world: World, leadId: LeadId): Promise<void> {
  await world.asOwner(
    `insert into information_request
       (id, partner_id, lead_id, state, before_acceptance, fields, questions, asked_at, due_on, due_at)
     select $1, partner_id, id, 'OPEN', stage in ('SUBMITTED', 'MQL'), '{NOTES}', '{Which department?}', now(),
       current_date + 14, current_date + 15
     from lead where id = $2`,
    [uuidOf(newId("irq")), uuidOf(leadId)],
  );
}

/** A change that is proposed and not decided. */
async function plantProposal(world: World, leadId: LeadId): Promise<void> {
  await world.asOwner(
    `insert into correction_proposal (id, partner_id, lead_id, state, fields, company_tax_id, proposed_at)
     select $1, partner_id, id, 'OPEN', '{COMPANY_TAX_ID}', $2::uuid::text, now() from lead where id = $2::uuid`,
    [uuidOf(newId("cor")), uuidOf(leadId)],
  );
}

/** What a verb that answers something needs to be there before; what it says besides which lead. */
export async function plantForVerb(
  world: World,
  verb: string,
  leadId: LeadId,
): Promise<Record<string, unknown>> {
  if (verb === "addContact") return { contact: otherPerson() };
  if (verb === "answerRequest") await plantRequest(world, leadId);
  if (verb === "takeCorrection" || verb === "declineCorrection") await plantProposal(world, leadId);
  if (["updateContact", "removeContact", "setPrimaryContact"].includes(verb))
    return { contactId: await plantContact(world, leadId) };
  return {};
}

/** The verbs that answer something, or that do nothing where nothing would change. */
export const ANSWERING_VERBS: readonly string[] = [
  "addContact",
  "answerRequest",
  "declineCorrection",
  "removeContact",
  "requestInformation",
  "setPrimaryContact",
  "takeCorrection",
  "updateContact",
  "updateLead",
];
