import type { PartnerId, PartnerMemberId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

import { isRole, ROLES } from "./roles.ts";
import type { Role } from "./roles.ts";
import type { Viewer } from "./viewer.ts";

/** Where a membership stands: at a partner, or on the vendor's staff where null. */
export interface MembershipPlace {
  readonly partnerId: PartnerId | null;
}

/**
 * May the viewer invite to, or end, memberships at this place? A partner's administrator at its own
 * partner alone (any other place is not there, as a made-up one is not), a channel manager at every
 * partner, an administrator of the vendor everywhere. Null where nothing stands in the way.
 */
export function refuseAdministering(viewer: Viewer, place: MembershipPlace): Refusal | null {
  if (!viewer.scopes.has("MEMBERS_WRITE")) return forbidden();
  if (viewer.side === "PARTNER") {
    return place.partnerId === viewer.partnerId ? null : noSuchPartner();
  }
  if (viewer.roles.includes("ADMIN")) return null;
  return place.partnerId === null ? forbidden() : null;
}

/** The roles as asked for, once each; refused unless all belong to the side of the place. */
export function parseRoles(
  texts: readonly string[],
  place: MembershipPlace,
): readonly Role[] | Refusal {
  const side = place.partnerId === null ? "VENDOR" : "PARTNER";
  const roles = [...new Set(texts)].filter(isRole).filter((role) => ROLES[role].side === side);
  if (roles.length > 0 && roles.length === new Set(texts).size) return roles;
  const choice = Object.keys(ROLES)
    .filter(isRole)
    .filter((role) => ROLES[role].side === side);
  return refuse("VALIDATION_FAILED", `The roles must be one or more of ${choice.join(", ")}.`, {
    path: ["roles"],
  });
}

/** Nobody ends the own membership: so the last administrator cannot leave a place without one. */
export function refuseDeactivating(viewer: Viewer, memberId: PartnerMemberId): Refusal | null {
  if (viewer.memberId !== memberId) return null;
  return refuse(
    "BUSINESS_RULE",
    "Nobody deactivates the own membership; ask another administrator.",
  );
}

/** Links that open logins are made by the vendor's side alone. */
export function refuseMakingLink(viewer: Viewer): Refusal | null {
  return viewer.side === "VENDOR" && viewer.scopes.has("MEMBERS_WRITE") ? null : forbidden();
}

/** A password link takes over a whole login, so only an administrator of the vendor makes one. */
export function refuseMakingPasswordLink(viewer: Viewer): Refusal | null {
  return viewer.roles.includes("ADMIN") ? refuseMakingLink(viewer) : forbidden();
}

export function noSuchPartner(): Refusal {
  return refuse("NOT_FOUND", "There is no such partner.", { path: ["partnerId"] });
}

function forbidden(): Refusal {
  return refuse("FORBIDDEN", "Only an administrator may do this to a member here.", {
    details: { requiredScopes: ["MEMBERS_WRITE"] },
  });
}
