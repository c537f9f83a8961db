import type { LeadId } from "../kernel/index.ts";
import { isRefusal, refuse } from "../kernel/index.ts";
import type { Database } from "../platform/database/index.ts";
import type { NewId } from "../platform/ids.ts";
import type { Call, Outcome } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { decideRegistration, matchKeysOf } from "./domain/register.ts";
import type { RegisterLead } from "./domain/registration.ts";
import { queueRegistration, readStanding } from "./store/registration-store.ts";

export interface RegisterLeadDeps {
  readonly database: Database;
  readonly newId: NewId;
  /** True for domains where anybody can have a mailbox: they identify no company. */
  readonly isFreeMail: (domain: string) => boolean;
}

export interface LeadRegisteredOutcome extends Outcome {
  readonly kind: "LeadRegistered" | "LeadAlreadyRegistered";
  readonly leadId: LeadId;
}

/**
 * A partner registers a lead. The claim counts from the call's instant; matching against others
 * is queued in the same transaction and told to nobody. Refuses a duplicate of the partner's own
 * lead, and answers with the existing lead where the external reference and content are the same.
 */
export const registerLead = (deps: RegisterLeadDeps) => (call: Call<RegisterLead>) =>
  once<RegisterLead, LeadRegisteredOutcome>(deps.database, call, async (tx) => {
    const { command, actor, at } = call;
    if (actor.partnerId === null || actor.id === null) return onlyPartners();
    const keys = matchKeysOf(command, deps.isFreeMail);

    const standing = await readStanding(tx, {
      partnerId: actor.partnerId,
      programId: command.programId,
      externalReference: command.externalReference,
      registrationHash: call.fingerprint,
      emailKey: keys.emailKey,
      companyKeys: keys.companyKeys,
    });
    const decided = decideRegistration(command, standing, {
      leadId: deps.newId("lead"),
      contactId: deps.newId("cnt"),
      eventId: deps.newId("evt"),
      partnerId: actor.partnerId,
      actorKind: actor.kind,
      actorId: actor.id,
      at,
      keys,
    });
    if (isRefusal(decided)) return decided;

    if (decided.kind === "LeadRegistered")
      queueRegistration(deps.database, tx, decided, call.fingerprint);
    return { kind: decided.kind, leadId: decided.leadId, subjects: [decided.leadId] };
  });

function onlyPartners() {
  return refuse("FORBIDDEN", "Leads are registered by a partner's own members and API keys.");
}
