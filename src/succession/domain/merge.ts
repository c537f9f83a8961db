import type { ConflictId, LeadId, PartnerId, ProgramId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

export const MERGE_SPLITS = {
  SURVIVOR_HAS_ALL: "What the prospect earns is the surviving lead's partner's.",
  SPLIT: "It is split between the leads' partners as `shares` says.",
  INFLUENCED_ONLY:
    "It is the surviving lead's partner's; the others stand in the INFLUENCED book, which is not paid.",
} as const;
export type MergeSplit = keyof typeof MERGE_SPLITS;

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
  /** Leads that share its prospect by a decision, and are not merged with it. */
  readonly sharesWith: readonly LeadId[];
}

export interface MergeAsked {
  /** Null for the one that claimed first. */
  readonly survivorId: LeadId | null;
  readonly split: MergeSplit;
  /** For SPLIT: what each lead weighs, in parts per million. */
  readonly shares: readonly { readonly leadId: LeadId; readonly sharePpm: number }[];
}

/** What a lead weighs in what its prospect earns from now on. */
export interface MergedPart<Lead> {
  readonly lead: Lead;
  readonly weightPpm: number;
  readonly role: "SOURCED" | "INFLUENCED";
}

export interface MergeDecided<Lead> {
  readonly survivor: Lead;
  readonly merged: readonly Lead[];
  /** Of all of them, the earliest claim first; empty where all are one partner's, and nothing is to be split. */
  readonly parts: readonly MergedPart<Lead>[];
}

const WHOLE = 1_000_000;

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
  const refusal = refuseMerge(survivor, merged);
  if (refusal) return refusal;
  const parts = partsOf(byClaim, survivor, asked);
  return "refused" in parts ? parts : { survivor, merged, parts };
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
  const sharing = leads.find(({ sharesWith }) => sharesWith.length > 0);
  if (!sharing || (isOnePartners(leads) && sharing === survivor)) return null;
  return refuse(
    "BUSINESS_RULE",
    `${sharing.id} shares its prospect with ${sharing.sharesWith.join(", ")}: merge that as well.`,
  );
}

const isOnePartners = (leads: readonly MergingLead[]): boolean =>
  new Set(leads.map(({ partnerId }) => partnerId)).size === 1;

function partsOf<Lead extends MergingLead>(
  leads: readonly Lead[],
  survivor: Lead,
  { split, shares }: MergeAsked,
): readonly MergedPart<Lead>[] | Refusal {
  if (split === "SPLIT") return splitBetween(leads, shares);
  if (shares.length > 0)
    return refuse("VALIDATION_FAILED", "shares belong to SPLIT, and to nothing else.", {
      path: ["shares"],
    });
  if (isOnePartners(leads)) return [];
  const others = split === "INFLUENCED_ONLY" ? "INFLUENCED" : "SOURCED";
  return leads.map((lead) =>
    lead === survivor
      ? { lead, weightPpm: WHOLE, role: "SOURCED" }
      : { lead, weightPpm: 0, role: lead.isVendors ? "SOURCED" : others },
  );
}

function splitBetween<Lead extends MergingLead>(
  leads: readonly Lead[],
  shares: MergeAsked["shares"],
): readonly MergedPart<Lead>[] | Refusal {
  const path = ["shares"];
  if (isOnePartners(leads))
    return refuse("BUSINESS_RULE", "The leads are one partner's: there is nothing to split.", {
      path: ["split"],
    });
  const weights = new Map(shares.map(({ leadId, sharePpm }) => [leadId, sharePpm]));
  const isWhole = [...weights.values()].reduce((sum, ppm) => sum + ppm, 0) === WHOLE;
  if (weights.size !== shares.length || shares.length !== leads.length || !isWhole)
    return refuse(
      "VALIDATION_FAILED",
      "shares must name each lead once and come to 1,000,000 parts per million.",
      { path },
    );
  const parts = leads.map((lead) => ({
    lead,
    weightPpm: weights.get(lead.id) ?? -1,
    role: "SOURCED" as const,
  }));
  if (parts.some(({ weightPpm }) => weightPpm < 0))
    return refuse("VALIDATION_FAILED", "shares must name the leads that are merged.", { path });
  if (parts.some(({ lead, weightPpm }) => lead.isVendors && weightPpm > 0))
    return refuse("BUSINESS_RULE", "The vendor's own leads earn nothing: give them 0.", { path });
  return parts;
}
