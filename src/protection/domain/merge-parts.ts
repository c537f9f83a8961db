import { refuse } from "../../kernel/index.ts";
import type { LeadId, Refusal } from "../../kernel/index.ts";

import {
  divideUnder,
  owedToFinder,
  partsUnder,
  roleOf,
  sumOf,
  takersOf,
  WHOLE,
} from "./prospect-part.ts";
import type { PartHolder, ProspectPart, StandingPart } from "./prospect-part.ts";

export const MERGE_SPLITS = {
  SURVIVOR_HAS_ALL:
    "What the prospect earns is the surviving lead's partner's, and theirs who share it with that lead.",
  SPLIT: "It is split between the leads' partners as `shares` says.",
  INFLUENCED_ONLY:
    "It is whose it is with SURVIVOR_HAS_ALL; the others stand in the INFLUENCED book, which is not paid.",
} as const;
export type MergeSplit = keyof typeof MERGE_SPLITS;

/** Whose is what a prospect earns of which leads are merged. */
export interface SplitAsked {
  readonly split: MergeSplit;
  /** For SPLIT: what each lead weighs, in parts per million. */
  readonly shares: readonly { readonly leadId: LeadId; readonly sharePpm: number }[];
}

/** Leads that are merged, the earliest claim first, and all parts in what any of them shares already. */
export interface MergingParts {
  readonly leads: readonly PartHolder[];
  readonly survivor: PartHolder;
  readonly sharing: readonly StandingPart[];
}

/** What each lead of the prospect has from now on. */
export interface MergedParts {
  /** The group that they go on in; null where none of them is in one. */
  readonly groupId: string | null;
  /** The earliest claim first; empty where nothing changes. */
  readonly parts: readonly ProspectPart[];
}

const UNCHANGED: MergedParts = { groupId: null, parts: [] };

/**
 * What leads that are merged have of their prospect. What was decided before between one of them and
 * others stands: those share what it is given as they shared what it had. Whoever took the prospect as
 * an offer of the vendor's has no part of what it earns, by none of its leads.
 */
export function mergeParts(merging: MergingParts, asked: SplitAsked): MergedParts | Refusal {
  const { leads, survivor } = merging;
  const partners = new Set(leads.map(({ partnerId }) => partnerId));
  if (asked.split !== "SPLIT" && asked.shares.length > 0)
    return refuse("VALIDATION_FAILED", "shares belong to SPLIT, and to nothing else.", {
      path: ["shares"],
    });
  if (partners.size === 1) return joinOwnParts(merging, asked.split);
  const given =
    asked.split === "SPLIT" ? readShares(merging, asked.shares) : new Map([[survivor.id, WHOLE]]);
  return "refused" in given ? given : divide(merging, given, asked.split);
}

function readShares(
  { leads, sharing }: MergingParts,
  shares: SplitAsked["shares"],
): ReadonlyMap<LeadId, number> | Refusal {
  const path = ["shares"];
  const given = new Map(shares.map(({ leadId, sharePpm }) => [leadId, sharePpm]));
  const isWhole = [...given.values()].reduce((sum, ppm) => sum + ppm, 0) === WHOLE;
  if (given.size !== shares.length || shares.length !== leads.length || !isWhole)
    return refuse(
      "VALIDATION_FAILED",
      "shares must name each lead once and come to 1,000,000 parts per million.",
      { path },
    );
  if (leads.some(({ id }) => !given.has(id)))
    return refuse("VALIDATION_FAILED", "shares must name the leads that are merged.", { path });
  const earning = leads.filter(({ id }) => (given.get(id) ?? 0) > 0);
  if (earning.some(({ isVendors }) => isVendors))
    return refuse("BUSINESS_RULE", "The vendor's own leads earn nothing: give them 0.", { path });
  const takers = takersOf(leads, sharing);
  const taken = earning.find(({ partnerId }) => takers.has(partnerId));
  if (!taken) return given;
  return refuse(
    "BUSINESS_RULE",
    `The partner of ${taken.id} took the prospect as an offer: the vendor found it, and that partner earns no part of it. Give its leads 0.`,
    { path },
  );
}

function divide(
  { leads, survivor, sharing }: MergingParts,
  given: ReadonlyMap<LeadId, number>,
  split: MergeSplit,
): MergedParts {
  const under = leads.map((lead) => partsUnder(lead, sharing));
  const divided = leads.flatMap((lead, index) =>
    divideUnder(lead, under[index] ?? [], given.get(lead.id) ?? 0),
  );
  const survivors = new Set(partsUnder(survivor, sharing).map(({ leadId }) => leadId));
  const isInfluence = ({ leadId }: ProspectPart) =>
    split === "INFLUENCED_ONLY" && !survivors.has(leadId);
  const parts = owedToFinder(divided, takersOf(leads, sharing)).map((part) => ({
    ...part,
    role: roleOf(part, isInfluence(part) ? "INFLUENCED" : "SOURCED"),
  }));
  const group = sharing.find(({ rootId }) => rootId === survivor.id) ?? sharing[0];
  return { groupId: group?.groupId ?? null, parts };
}

/**
 * The leads of one partner: nothing is decided between partners, so that others keep what they have,
 * and the survivor has what its partner's leads had together.
 */
function joinOwnParts(
  { leads, survivor, sharing }: MergingParts,
  split: MergeSplit,
): MergedParts | Refusal {
  if (split === "SPLIT")
    return refuse("BUSINESS_RULE", "The leads are one partner's: there is nothing to split.", {
      path: ["split"],
    });
  const own = new Map(leads.map((lead) => [lead.id, partsUnder(lead, sharing)]));
  const isIn = (lead: PartHolder) => sharing.some(({ rootId }) => rootId === lead.id);
  if (leads.every((lead) => lead === survivor || !isIn(lead))) return UNCHANGED;
  const groups = new Set(sharing.map(({ groupId }) => groupId));
  const [groupId = null] = groups;
  if (groups.size > 1)
    return refuse(
      "BUSINESS_RULE",
      "Several of the leads share their prospects, each with others: what one lead of both would be owed is decided nowhere. End one of them (disqualifyLead, rejectLead) instead.",
    );
  const all = leads.flatMap(({ id }) => own.get(id) ?? []);
  const ofLeads = all.filter(({ leadId }) => own.has(leadId));
  const helping = ofLeads.find(({ role }) => role !== "SOURCED")?.role ?? "SOURCED";
  const joined = all.map((part) => {
    if (part.leadId === survivor.id) return { ...part, weightPpm: sumOf(ofLeads) };
    return own.has(part.leadId) ? { ...part, weightPpm: 0 } : part;
  });
  const parts = owedToFinder(joined, takersOf(leads, sharing)).map((part) => ({
    ...part,
    role: roleOf(part, part.leadId === survivor.id ? helping : "SOURCED"),
  }));
  return { groupId, parts };
}
