import { isRefusal, refuse } from "../kernel/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { findContact } from "./domain/contacts.ts";
import type { LeadMoved, MoveLeadDeps } from "./move-lead.ts";
import { beginMove, completeMove } from "./move-lead.ts";
import type { NameContact } from "./remove-contact.ts";
import { queuePrimary, readContacts } from "./store/contact-store.ts";

/**
 * The partner makes another contact the primary one. What the lead is matched by stays: all its
 * contacts are, and the company keeps its keys.
 */
export const setPrimaryContact = (deps: MoveLeadDeps) => (call: Call<NameContact>) =>
  once<NameContact, LeadMoved>(deps.database, call, async (tx) => {
    if (call.actor.partnerId === null)
      return refuse("FORBIDDEN", "The primary contact is named by the lead's own partner.");
    const { leadId, contactId } = call.command;
    const [movable, contacts] = await Promise.all([
      beginMove(deps, tx, call, "setPrimaryContact"),
      readContacts(tx, call.session, leadId),
    ]);
    if (isRefusal(movable)) return movable;
    const contact = findContact(contacts, contactId);
    if (isRefusal(contact)) return contact;
    if (contact.isPrimary) return refuse("ALREADY_DONE", "That is the primary contact already.");
    queuePrimary(tx, movable.lead, contactId);
    return completeMove(deps, tx, call, movable, "PrimaryContactSet", {
      eventType: "PRIMARY_CONTACT_SET",
    });
  });
