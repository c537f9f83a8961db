import { SCOPES } from "./scopes.ts";
import type { Scope } from "./scopes.ts";

/**
 * What a partner's state leaves of its members' rights. ONBOARDING sets itself up and registers
 * nothing yet; SUSPENDED reads and exports.
 */
const ACCESS = {
  APPLIED: "READS",
  ONBOARDING: "SETS_UP",
  ACTIVE: "ALL",
  SUSPENDED: "READS",
  TERMINATED: "NONE",
} as const;

const SETTING_UP: ReadonlySet<Scope> = new Set([
  "MEMBERS_WRITE",
  "API_KEYS_WRITE",
  "WEBHOOKS_WRITE",
]);

/** The scopes left under the partner's state; null where access has ended. A state unknown here ends it. */
export function scopesUnder(
  partnerState: string,
  scopes: ReadonlySet<Scope>,
): ReadonlySet<Scope> | null {
  switch (accessIn(partnerState)) {
    case "ALL":
      return scopes;
    case "SETS_UP":
      return only(scopes, (scope) => SCOPES[scope].kind === "READ" || SETTING_UP.has(scope));
    case "READS":
      return only(scopes, (scope) => SCOPES[scope].kind === "READ");
    case "NONE":
      return null;
  }
}

function accessIn(partnerState: string) {
  return isKnown(partnerState) ? ACCESS[partnerState] : "NONE";
}

function isKnown(partnerState: string): partnerState is keyof typeof ACCESS {
  return Object.hasOwn(ACCESS, partnerState);
}

function only(scopes: ReadonlySet<Scope>, keeps: (scope: Scope) => boolean): ReadonlySet<Scope> {
  return new Set([...scopes].filter(keeps));
}
