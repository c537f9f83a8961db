import { isRefusal } from "../kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../partners/index.ts";
import type { Call } from "../platform/mutation/index.ts";
import { once } from "../platform/mutation/index.ts";

import { decideRegistration } from "./domain/register.ts";
import type { RegisterLead } from "./domain/registration.ts";
import type { LeadRegisteredOutcome, RegisterLeadDeps } from "./register-lead.ts";
import { registrationIds, standingQuery } from "./register-lead.ts";
import { queueRegistrations, readStandings } from "./store/registration-store.ts";

/**
 * Sales or marketing registers a lead of the vendor's own: it is compared with all others, accepted and
 * qualified as any, and earns nothing.
 */
export const registerVendorLead = (deps: RegisterLeadDeps) => (call: Call<RegisterLead>) =>
  once<RegisterLead, LeadRegisteredOutcome>(deps.database, call, async (tx) => {
    const { command, actor, at, fingerprint } = call;
    const ids = registrationIds(deps, command, { at, partnerId: VENDOR_PARTNER_ID, actor });
    const query = standingQuery(command, ids, fingerprint);
    const [standing] = await readStandings(tx, VENDOR_PARTNER_ID, [query]);
    if (!standing) throw new Error("a registration stands nowhere");
    const decided = decideRegistration(command, standing, ids);
    if (isRefusal(decided)) return decided;
    const { kind, leadId } = decided;
    if (kind === "LeadAlreadyRegistered")
      return { kind, leadId, eventId: null, subjects: [leadId] };
    queueRegistrations(deps.database, tx, [{ registered: decided, hash: fingerprint }]);
    return { kind, leadId, eventId: decided.eventId, subjects: [leadId, decided.eventId] };
  });
