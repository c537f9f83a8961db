import type { ContactId, Refusal } from "../kernel/index.ts";
import { isRefusal, refuse, uuidOf } from "../kernel/index.ts";
import type { Sql, Transaction } from "../platform/database/index.ts";
import { sql } from "../platform/database/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { BuyingRole, KnownContact } from "./domain/contacts.ts";
import { findContact, refuseNewAddress } from "./domain/contacts.ts";
import type { Claim } from "./domain/correction.ts";
import { claimOfPerson, nothingChanges, refuseOwnDuplicate } from "./domain/correction.ts";
import type { LeadPatch } from "./domain/lead-data.ts";
import { emailKey } from "./domain/match-keys.ts";
import type { ConsentGiven } from "./domain/registration.ts";
import type { Said } from "./domain/search-terms.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps } from "./move-lead.ts";
import { beginMove, completeMove } from "./move-lead.ts";
import { queueContact, queueMatchedAnew, readContacts } from "./store/contact-store.ts";
import { queueClaims, readHolders } from "./store/own-claims.ts";
import { queueTermsAnew, readSaid } from "./store/lead-terms.ts";

export interface UpdateContact extends MoveLead {
  readonly contactId: ContactId;
  readonly patch: Pick<
    LeadPatch,
    "contactName" | "contactEmail" | "contactPhone" | "contactJobTitle"
  >;
  /** Undefined where it stays, null where it is cleared. */
  readonly buyingRole: BuyingRole | null | undefined;
  /** Undefined where it stays. */
  readonly consent: ConsentGiven | undefined;
}

/**
 * The partner corrects a person in an open lead. What the primary contact is known by is corrected
 * with the lead; what others are known by changes before acceptance alone.
 */
export const updateContact = (deps: MoveLeadDeps) => (call: Call<UpdateContact>) =>
  once<UpdateContact, LeadMoved>(deps.database, call, (tx) => update(deps, tx, call));

async function update(
  deps: MoveLeadDeps,
  tx: Transaction,
  call: Call<UpdateContact>,
): Promise<LeadMoved | Refusal> {
  const { partnerId } = call.actor;
  if (partnerId === null)
    return refuse("FORBIDDEN", "Contacts are corrected by the lead's own partner.");
  const { leadId, contactId, patch } = call.command;
  const newKey = patch.contactEmail === undefined ? null : emailKey(patch.contactEmail);
  const sets = setsOf(call.command, newKey);
  if (sets.length === 0) return nothingChanges();
  const wanted: Claim[] = newKey === null ? [] : [claimOfPerson(newKey)];
  const [movable, contacts, held, said] = await Promise.all([
    beginMove(deps, tx, call, "updateContact"),
    readContacts(tx, call.session, leadId),
    readHolders(tx, partnerId, leadId, wanted),
    readSaid(tx, call.session, leadId),
  ]);
  if (isRefusal(movable)) return movable;
  const contact = findContact(contacts, contactId);
  if (isRefusal(contact)) return contact;
  const { lead } = movable;
  if (isKnownOtherwise(contact, newKey, patch.contactPhone)) {
    const refused =
      refuseNewAddress(lead.stage, contacts, contact, newKey ?? contact.emailKey) ??
      refuseOwnDuplicate(held);
    if (refused) return refused;
    queueMatchedAnew(tx, lead);
  }
  queueContact(tx, lead, contactId, sets);
  queueTermsAnew(tx, lead, said, (persons) =>
    persons.map((person) => (person.id === uuidOf(contactId) ? renamed(person, patch) : person)),
  );
  if (newKey !== null && newKey !== contact.emailKey) {
    queueClaims(tx, lead, {
      claimed: wanted,
      released: [claimOfPerson(contact.emailKey)],
    });
  }
  return completeMove(deps, tx, call, movable, "ContactUpdated", { eventType: "CONTACT_UPDATED" });
}

const isKnownOtherwise = (
  contact: KnownContact,
  newKey: string | null,
  phone: string | null | undefined,
): boolean =>
  (newKey !== null && newKey !== contact.emailKey) ||
  (phone !== undefined && phone !== contact.phone);

function setsOf({ patch, buyingRole, consent }: UpdateContact, key: string | null): Sql[] {
  const { contactName, contactEmail, contactPhone, contactJobTitle } = patch;
  const sets: Sql[] = [];
  if (contactName !== undefined) sets.push(sql`name = ${contactName}::text`);
  if (contactEmail !== undefined)
    sets.push(sql`email = ${contactEmail}::text`, sql`email_key = ${key}::text`);
  if (contactPhone !== undefined) sets.push(sql`phone = ${contactPhone}::text`);
  if (contactJobTitle !== undefined) sets.push(sql`job_title = ${contactJobTitle}::text`);
  if (buyingRole !== undefined) sets.push(sql`buying_role = ${buyingRole}::text`);
  if (consent)
    sets.push(
      sql`consent_basis = ${consent.consentBasis}::text`,
      sql`consent_obtained_at = ${consent.consentObtainedAt}::timestamptz`,
      sql`consent_source = ${consent.consentSource}::text`,
    );
  return sets;
}

const renamed = (person: Said["persons"][number], patch: UpdateContact["patch"]) => ({
  ...person,
  name: patch.contactName ?? person.name,
  email: patch.contactEmail ?? person.email,
});
