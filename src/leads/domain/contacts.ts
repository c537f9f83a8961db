import type { ContactId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

import { isBeforeAcceptance } from "./stage.ts";
import type { Stage } from "./stage.ts";

/** What part a person has in the buying. */
export const BUYING_ROLES = {
  DECIDES: "Makes the decision.",
  INFLUENCES: "Is heard before it is made.",
  USES: "Will work with what is bought.",
  BLOCKS: "Can stop it.",
} as const;
export type BuyingRole = keyof typeof BUYING_ROLES;

/** A lead has this many contacts at most. */
export const MOST_CONTACTS = 10;

/** A contact of a lead, as far as the others depend on it. */
export interface KnownContact {
  readonly id: ContactId;
  readonly isPrimary: boolean;
  readonly emailKey: string;
  readonly phone: string | null;
}

/** Whether another person can be added under this e-mail key. */
export function refuseAnother(contacts: readonly KnownContact[], emailKey: string): Refusal | null {
  if (contacts.length >= MOST_CONTACTS) {
    return refuse(
      "LIMIT_EXCEEDED",
      `The lead has ${contacts.length} contacts, and may have ${MOST_CONTACTS}.`,
    );
  }
  return refuseSameEmail(contacts, emailKey);
}

/** Finds the contact that a verb names. */
export function findContact(
  contacts: readonly KnownContact[],
  contactId: ContactId,
): KnownContact | Refusal {
  return (
    contacts.find(({ id }) => id === contactId) ??
    refuse("NOT_FOUND", `The lead has no contact ${contactId}.`, { path: ["contactId"] })
  );
}

/** Whether the address by which a contact is known may change, and to this. */
export function refuseNewAddress(
  stage: Stage,
  contacts: readonly KnownContact[],
  contact: KnownContact,
  emailKey: string,
): Refusal | null {
  if (contact.isPrimary) {
    return refuse(
      "BUSINESS_RULE",
      "The primary contact's e-mail address and phone number are corrected with updateLead.",
      { path: ["contact"] },
    );
  }
  if (!isBeforeAcceptance(stage)) {
    return refuse(
      "BUSINESS_RULE",
      "An accepted lead was matched by its contacts: add the person under the right address instead.",
      { path: ["contact"] },
    );
  }
  return refuseSameEmail(
    contacts.filter(({ id }) => id !== contact.id),
    emailKey,
  );
}

function refuseSameEmail(contacts: readonly KnownContact[], emailKey: string): Refusal | null {
  const same = contacts.find((each) => each.emailKey === emailKey);
  if (!same) return null;
  return refuse(
    "BUSINESS_RULE",
    `The contact ${same.id} of this lead has that e-mail address already.`,
    { path: ["contact", "email"] },
  );
}

/** The primary contact stays; another one is made primary first. */
export function refuseRemoval(contact: KnownContact): Refusal | null {
  if (!contact.isPrimary) return null;
  return refuse(
    "BUSINESS_RULE",
    "The primary contact cannot be removed: make another one primary first (setPrimaryContact).",
    { path: ["contactId"] },
  );
}
