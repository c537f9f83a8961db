import type { ContactId } from "../kernel/index.ts";
import { isRefusal, refuse, uuidOf } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { findContact, refuseRemoval } from "./domain/contacts.ts";
import { claimOfPerson } from "./domain/correction.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps } from "./move-lead.ts";
import { beginMove, completeMove } from "./move-lead.ts";
import { queueMatchedAnew, queueRemoval, readContacts } from "./store/contact-store.ts";
import { queueClaims } from "./store/own-claims.ts";
import { queueTermsAnew, readSaid } from "./store/lead-terms.ts";

/** A command that is about one contact of a lead. */
export interface NameContact extends MoveLead {
  readonly contactId: ContactId;
}

/** The partner takes a person off a lead that is in review; an accepted one was taken with them. */
export const removeContact = (deps: MoveLeadDeps) => (call: Call<NameContact>) =>
  once<NameContact, LeadMoved>(deps.database, call, async (tx) => {
    if (call.actor.partnerId === null)
      return refuse("FORBIDDEN", "Contacts are removed by the lead's own partner.");
    const { leadId, contactId } = call.command;
    const [movable, contacts, said] = await Promise.all([
      beginMove(deps, tx, call, "removeContact"),
      readContacts(tx, call.session, leadId),
      readSaid(tx, call.session, leadId),
    ]);
    if (isRefusal(movable)) return movable;
    const contact = findContact(contacts, contactId);
    if (isRefusal(contact)) return contact;
    const refused = refuseRemoval(contact);
    if (refused) return refused;
    const { lead } = movable;
    queueRemoval(tx, lead, contactId);
    queueTermsAnew(tx, lead, said, (persons) =>
      persons.filter(({ id }) => id !== uuidOf(contactId)),
    );
    queueClaims(tx, lead, { claimed: [], released: [claimOfPerson(contact.emailKey)] });
    queueMatchedAnew(tx, lead);
    return completeMove(deps, tx, call, movable, "ContactRemoved", {
      eventType: "CONTACT_REMOVED",
    });
  });
