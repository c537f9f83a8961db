import { isRefusal } from "../kernel/index.ts";
import type { LockedLead, MoveLeadDeps } from "../leads/index.ts";
import type { Transaction } from "../platform/database/index.ts";
import { giveLead, routeLead } from "../routing/index.ts";
import type { Giving, LeadGiven } from "../routing/index.ts";

import { readLeastBusy } from "./store/staff-queries.ts";

/**
 * Gives a lead that waited too long to somebody else than its owner: by the rules of routing, and where
 * those name nobody to the rep with the fewest leads. Null where there is nobody.
 */
export async function giveToAnother(
  deps: MoveLeadDeps,
  tx: Transaction,
  lead: LockedLead,
  giving: Giving,
): Promise<LeadGiven | null> {
  const how = { cause: "OVERDUE", note: null } as const;
  const routed = await routeLead(deps, tx, lead, how, giving);
  if (!isRefusal(routed)) return routed;
  const rep = await readLeastBusy(tx, lead.ownerId);
  if (!rep) return null;
  const holder = {
    kind: "MEMBER",
    memberId: rep.id,
    displayName: rep.displayName,
    turn: null,
  } as const;
  return giveLead(deps, tx, lead, { ...how, holder, chosen: null }, giving);
}
