import { isRefusal, refuse } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { refuseAnother } from "./domain/contacts.ts";
import { claimOfPerson, refuseOwnDuplicate } from "./domain/correction.ts";
import { emailKey } from "./domain/match-keys.ts";
import type { Person } from "./domain/registration.ts";
import type { LeadMoved, MoveLead, MoveLeadDeps } from "./move-lead.ts";
import { beginMove, completeMove } from "./move-lead.ts";
import { contactRow, queueMatchedAnew, readContacts } from "./store/contact-store.ts";
import { ContactRow } from "./store/contact.row.ts";
import { queueClaims, readHolders } from "./store/own-claims.ts";
import { queueTermsAnew, readSaid } from "./store/lead-terms.ts";

export interface AddContact extends MoveLead {
  readonly person: Person;
}

/**
 * The partner adds a person to an open lead. The person's address is claimed as the primary one's
 * is: one that another lead of the partner holds is an own duplicate.
 */
export const addContact = (deps: MoveLeadDeps) => (call: Call<AddContact>) =>
  once<AddContact, LeadMoved>(deps.database, call, async (tx) => {
    if (call.actor.partnerId === null)
      return refuse("FORBIDDEN", "Contacts are added by the lead's own partner.");
    const { leadId, person } = call.command;
    const claim = claimOfPerson(emailKey(person.email));
    const [movable, contacts, held, said] = await Promise.all([
      beginMove(deps, tx, call, "addContact"),
      readContacts(tx, call.session, leadId),
      readHolders(tx, call.actor.partnerId, leadId, [claim]),
      readSaid(tx, call.session, leadId),
    ]);
    if (isRefusal(movable)) return movable;
    const refused = refuseAnother(contacts, claim.key) ?? refuseOwnDuplicate(held);
    if (refused) return refused;
    const { lead } = movable;
    const id = deps.newId("cnt");
    const key = { id, emailKey: claim.key, isPrimary: false };
    tx.queue(deps.database.insert(ContactRow, contactRow(lead, person, key)));
    queueClaims(tx, lead, { claimed: [claim], released: [] });
    queueMatchedAnew(tx, lead);
    queueTermsAnew(tx, lead, said, (persons) => [...persons, { ...person, id: null }]);
    return completeMove(deps, tx, call, movable, "ContactAdded", { eventType: "CONTACT_ADDED" });
  });
