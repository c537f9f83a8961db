import type { Principal } from "../identity/index.ts";
import type { PartnerId } from "../kernel/index.ts";
import { refuse } from "../kernel/index.ts";
import { VENDOR_PARTNER_ID } from "../partners/index.ts";
import { once } from "../platform/mutation/index.ts";
import type { Call } from "../platform/mutation/index.ts";

import type { ImportLeads } from "./domain/import-run.ts";
import { askForImport } from "./import-leads.ts";
import type { ImportAsked, ImportLeadsDeps } from "./import-leads.ts";

export interface ImportLeadsFor extends ImportLeads {
  readonly partnerId: PartnerId;
}

/**
 * The vendor has a file of its own imported for a partner, which sees that it did. Each row is registered
 * as registerLeadFor would: what would stop the partner stops the vendor.
 */
export const importLeadsFor =
  (deps: ImportLeadsDeps) => (call: Call<ImportLeadsFor>, principal: Principal | null) =>
    once<ImportLeadsFor, ImportAsked>(deps.database, call, async (tx) => {
      const { partnerId } = call.command;
      if (call.actor.partnerId !== null || principal === null)
        return refuse("FORBIDDEN", "A partner imports its own leads: send importLeads.");
      if (partnerId === VENDOR_PARTNER_ID)
        return refuse("NOT_FOUND", "There is no such partner.", { path: ["partnerId"] });
      return askForImport(deps, tx, call, { partnerId, principal, isVendor: true });
    });
