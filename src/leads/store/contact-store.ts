import type { ContactId, LeadId } from "../../kernel/index.ts";
import { idOf, uuidOf } from "../../kernel/index.ts";
import type { Session, Sql, Transaction } from "../../platform/database/index.ts";
import { joinSql, ownRows, sql } from "../../platform/database/index.ts";
import type { KnownContact } from "../domain/contacts.ts";
import type { Person } from "../domain/registration.ts";

import type { ContactRow } from "./contact.row.ts";
import type { LockedLead } from "./lead-move-store.ts";

/** The contacts of a lead, in the order in which they were added. */
export async function readContacts(
  tx: Transaction,
  session: Session,
  leadId: LeadId,
): Promise<readonly KnownContact[]> {
  const rows = await tx.read<{
    id: string;
    is_primary: boolean;
    email_key: string;
    phone: string | null;
  }>(sql`
    select contact.id, contact.is_primary, contact.email_key, contact.phone
    from lead as l
    join contact on contact.partner_id = l.partner_id and contact.lead_id = l.id
    where ${ownRows(session, "l")} and l.id = ${uuidOf(leadId)}::uuid
    order by contact.id`);
  return rows.map((row) => ({
    id: idOf("cnt", row.id),
    isPrimary: row.is_primary,
    emailKey: row.email_key,
    phone: row.phone,
  }));
}

/** A person as a row of a lead. */
export function contactRow(
  lead: { readonly id: LeadId; readonly partnerId: LockedLead["partnerId"] },
  person: Person,
  key: { readonly id: ContactId; readonly emailKey: string; readonly isPrimary: boolean },
): Partial<ContactRow> {
  return {
    id: uuidOf(key.id),
    leadId: uuidOf(lead.id),
    partnerId: uuidOf(lead.partnerId),
    isPrimary: key.isPrimary,
    name: person.name,
    email: person.email,
    emailKey: key.emailKey,
    phone: person.phone,
    jobTitle: person.jobTitle,
    buyingRole: person.buyingRole,
    consentBasis: person.consentBasis,
    consentObtainedAt: person.consentObtainedAt,
    consentSource: person.consentSource,
  };
}

/** What is set of one contact. */
export function queueContact(
  tx: Transaction,
  lead: LockedLead,
  contactId: ContactId,
  sets: readonly Sql[],
): void {
  if (sets.length === 0) return;
  tx.queue(sql`
    update contact
    set ${joinSql(sets, ", ")}
    where partner_id = ${uuidOf(lead.partnerId)}::uuid and id = ${uuidOf(contactId)}::uuid`);
}

export function queueRemoval(tx: Transaction, lead: LockedLead, contactId: ContactId): void {
  tx.queue(sql`
    delete from contact
    where partner_id = ${uuidOf(lead.partnerId)}::uuid and id = ${uuidOf(contactId)}::uuid`);
}

/** One contact is the primary one: the new one becomes it behind the old one. */
export function queuePrimary(tx: Transaction, lead: LockedLead, contactId: ContactId): void {
  const partner = uuidOf(lead.partnerId);
  tx.queue(sql`
    update contact
    set is_primary = false
    where partner_id = ${partner}::uuid and lead_id = ${uuidOf(lead.id)}::uuid and is_primary`);
  tx.queueAfter(sql`
    update contact
    set is_primary = true
    where partner_id = ${partner}::uuid and id = ${uuidOf(contactId)}::uuid`);
}

/** Says that the lead is matched by something else now, and is to be compared anew. */
export function queueMatchedAnew(tx: Transaction, lead: LockedLead): void {
  tx.queue(sql`
    update company
    set keys_version = keys_version + 1
    where partner_id = ${uuidOf(lead.partnerId)}::uuid and lead_id = ${uuidOf(lead.id)}::uuid`);
}
