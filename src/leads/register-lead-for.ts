import type { PartnerId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../partners/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import type { RegisterLead } from "./domain/registration.ts";
import { register } from "./register-lead.ts";
import type { LeadRegisteredOutcome, RegisterLeadDeps } from "./register-lead.ts";

export interface RegisterLeadFor {
  readonly partnerId: PartnerId;
  readonly lead: RegisterLead;
  /** Of the registration as it was sent: as if the partner had sent it itself. */
  readonly hash: Buffer;
}

/**
 * The vendor registers a lead for a partner, which sees that it did. Whatever would stop the partner
 * stops the vendor: its state, enrolment, terms that it has not accepted, its duplicates and limits.
 */
export const registerLeadFor = (deps: RegisterLeadDeps) => (call: Call<RegisterLeadFor>) => {
  const { partnerId, lead, hash } = call.command;
  if (call.actor.partnerId !== null || call.actor.id === null)
    return once<RegisterLeadFor, LeadRegisteredOutcome>(deps.database, call, onlyVendor);
  if (partnerId === VENDOR_PARTNER_ID)
    return once<RegisterLeadFor, LeadRegisteredOutcome>(deps.database, call, ownLeads);
  return register(deps, call, { partnerId, command: lead, hash });
};

async function onlyVendor() {
  return refuse("FORBIDDEN", "A partner registers its own leads: send registerLead.");
}

async function ownLeads() {
  const message =
    "There is no such partner; a lead of the vendor's own is sent to registerVendorLead.";
  return refuse("NOT_FOUND", message, { path: ["partnerId"] });
}
