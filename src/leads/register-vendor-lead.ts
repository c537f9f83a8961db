import { VENDOR_PARTNER_ID } from "../partners/index.ts";
import type { Call } from "../platform/mutation/index.ts";

import type { RegisterLead } from "./domain/registration.ts";
import type { RegisterLeadDeps } from "./register-lead.ts";
import { register } from "./register-lead.ts";

/**
 * Sales or marketing registers a lead of the vendor's own: it is compared with all others, accepted and
 * qualified as any, and earns nothing.
 */
export const registerVendorLead = (deps: RegisterLeadDeps) => (call: Call<RegisterLead>) => {
  const { command, fingerprint } = call;
  return register(deps, call, { partnerId: VENDOR_PARTNER_ID, command, hash: fingerprint });
};
