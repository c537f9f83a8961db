import type {
  ClaimConflictId,
  ConflictId,
  LeadId,
  PartnerId,
  ProgramId,
  Refusal,
} from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

import { claimedByVendor } from "./transfer.ts";

/** A lead that is locked, as far as a merge depends on it. */
export interface MergingLead {
  readonly id: LeadId;
  readonly partnerId: PartnerId;
  readonly programId: ProgramId;
  readonly stage: string;
  readonly claimedAt: Date;
  /** True where it is one of the vendor's own. */
  readonly isVendors: boolean;
  /** True while it is offered to a partner. */
  readonly isOffered: boolean;
  /** Those of the leads that leave out one of its product lines. */
  readonly namesMoreThan: readonly LeadId[];
  /** Open conflicts with leads that are not merged with it, and claim still. */
  readonly openConflictIds: readonly ConflictId[];
  /** Open conflicts with claims of the vendor's own. */
  readonly openClaimConflictIds: readonly ClaimConflictId[];
  /** With whom it shares its prospect; null where with nobody. */
  readonly groupId: string | null;
  /** Leads of that group that stand, and are not merged with it. */
  readonly sharesWith: readonly LeadId[];
}

export interface MergeAsked {
  /** Null for the one that claimed first. */
  readonly survivorId: LeadId | null;
}

export interface MergeDecided<Lead> {
  readonly survivor: Lead;
  readonly merged: readonly Lead[];
  /** All of them, the earliest claim first. */
  readonly byClaim: readonly Lead[];
}

/** In the order of the funnel; what was returned stands before all. */
const PLACES: readonly string[] = ["RECYCLED", "SUBMITTED", "MQL", "SAL", "SQL", "OPPORTUNITY"];

/** Whether leads may be merged so, which of them goes on, and what each has of it. */
export function decideMerge<Lead extends MergingLead>(
  leads: readonly Lead[],
  asked: MergeAsked,
): MergeDecided<Lead> | Refusal {
  const byClaim = leads.toSorted(
    (one, other) =>
      one.claimedAt.getTime() - other.claimedAt.getTime() || (one.id < other.id ? -1 : 1),
  );
  const survivor = byClaim.find(
    ({ id }, index) => id === asked.survivorId || (asked.survivorId === null && index === 0),
  );
  if (!survivor)
    return refuse("VALIDATION_FAILED", "survivorId is none of the leads that are merged.", {
      path: ["survivorId"],
    });
  const merged = byClaim.filter((lead) => lead !== survivor);
  return refuseMerge(survivor, merged) ?? { survivor, merged, byClaim };
}

function refuseMerge(survivor: MergingLead, merged: readonly MergingLead[]): Refusal | null {
  const leads = [survivor, ...merged];
  const further = merged.find(
    ({ stage }) => PLACES.indexOf(stage) > PLACES.indexOf(survivor.stage),
  );
  if (further)
    return refuse(
      "BUSINESS_RULE",
      `${further.id} is ${further.stage}, further than ${survivor.id}: name it as the survivor. It claims from the earliest of all claims either way.`,
      { path: ["survivorId"] },
    );
  if (leads.some(({ programId }) => programId !== survivor.programId))
    return refuse("BUSINESS_RULE", "Leads of one program are merged; these are of several.");
  const wider = merged.find(({ namesMoreThan }) => namesMoreThan.includes(survivor.id));
  if (wider)
    return refuse(
      "BUSINESS_RULE",
      `${wider.id} names product lines that ${survivor.id} does not: what is claimed for them would be lost. Name it as the survivor, or have the lines corrected first.`,
      { path: ["survivorId"] },
    );
  if (survivor.isVendors && merged.some(({ isVendors }) => !isVendors))
    return refuse(
      "BUSINESS_RULE",
      "A partner's lead does not go on in one of the vendor's own: name the partner's as the survivor.",
      { path: ["survivorId"] },
    );
  const offered = leads.find(({ isOffered }) => isOffered);
  if (offered)
    return refuse(
      "BUSINESS_RULE",
      `${offered.id} is offered to a partner: withdraw the offer first.`,
    );
  const openConflictIds = leads.flatMap((lead) => lead.openConflictIds);
  if (openConflictIds.length > 0)
    return refuse(
      "CONFLICT_OPEN",
      `Another lead names the prospect as well: ${openConflictIds.join(", ")}. Decide that first, or merge that lead too.`,
      { details: { openConflictIds } },
    );
  const openClaimConflictIds = leads.flatMap((lead) => lead.openClaimConflictIds);
  if (openClaimConflictIds.length > 0) return claimedByVendor(openClaimConflictIds);
  const isOnePartners = new Set(leads.map(({ partnerId }) => partnerId)).size === 1;
  // of one partner's leads the survivor stays with whom it shares
  const sharing = leads.find(
    ({ sharesWith, groupId }) =>
      sharesWith.length > 0 && !(isOnePartners && groupId === survivor.groupId),
  );
  if (!sharing) return null;
  return refuse(
    "BUSINESS_RULE",
    `${sharing.id} shares its prospect with ${sharing.sharesWith.join(", ")}: merge that as well.`,
  );
}
