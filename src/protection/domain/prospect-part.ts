import { allocate } from "../../kernel/index.ts";
import type { LeadId, PartnerId } from "../../kernel/index.ts";

/** As what a lead has a part in a prospect that several share. */
export type PartRole = "SOURCED" | "CO_SELL" | "INFLUENCED" | "DELIVERED";

/** What a lead weighs in what a prospect earns that several share. */
export interface ProspectPart {
  readonly leadId: LeadId;
  readonly partnerId: PartnerId;
  readonly isVendors: boolean;
  /** In parts per million of the prospect, among all that share it. */
  readonly weightPpm: number;
  readonly role: PartRole;
}

/** A part, with the lead for which it counts. */
export interface StandingPart extends ProspectPart {
  /** Those who share a prospect are one group; as a uuid. */
  readonly groupId: string;
  readonly claimedAt: Date;
  /** The lead itself, or the one in which it goes on. */
  readonly rootId: LeadId;
  /** True once that one has ended without becoming a deal: no part of it counts any more. */
  readonly isOver: boolean;
  /** True where its partner, or one before it, took it as an offer of the vendor's. */
  readonly isFoundByVendor: boolean;
}

/** A lead that is locked, with what it may share. */
export interface PartHolder {
  readonly id: LeadId;
  readonly partnerId: PartnerId;
  readonly isVendors: boolean;
  /** True where its partner, or one before it, took it as an offer of the vendor's. */
  readonly isFoundByVendor: boolean;
}

export const WHOLE = 1_000_000;

/** The parts that a lead stands for: its own, and those of all that go on in it. */
export function partsUnder(
  lead: PartHolder,
  sharing: readonly StandingPart[],
): readonly ProspectPart[] {
  const under = sharing.filter(({ rootId }) => rootId === lead.id);
  if (under.some(({ leadId }) => leadId === lead.id)) return under;
  const { id: leadId, partnerId, isVendors } = lead;
  return [...under, { leadId, partnerId, isVendors, weightPpm: 0, role: "SOURCED" }];
}

/**
 * Divides what a lead is given between the parts that it stands for, as they weigh already: a decision
 * over a lead takes nothing from one that was merged into it in favour of another. Where none weighs
 * anything it is the lead's own.
 */
export function divideUnder(
  lead: PartHolder,
  parts: readonly ProspectPart[],
  given: number,
): readonly ProspectPart[] {
  const isEmpty = sumOf(parts) === 0;
  const divided = allocate(
    BigInt(given),
    parts.map((part) => BigInt(isEmpty ? Number(part.leadId === lead.id) : part.weightPpm)),
  );
  return parts.map((part, index) => ({ ...part, weightPpm: Number(divided[index] ?? 0n) }));
}

export const sumOf = (parts: readonly ProspectPart[]): number =>
  parts.reduce((all, { weightPpm }) => all + weightPpm, 0);

/** Partners that took the prospect as an offer of the vendor's, by these leads or by what went on in them. */
export function takersOf(
  leads: readonly PartHolder[],
  sharing: readonly StandingPart[],
): ReadonlySet<PartnerId> {
  const under = sharing.filter(({ rootId }) => leads.some(({ id }) => id === rootId));
  const found = [...leads, ...under].filter(({ isFoundByVendor }) => isFoundByVendor);
  return new Set(found.map(({ partnerId }) => partnerId));
}

/** What would be a part of whoever took the prospect as an offer is the vendor's, who found it. */
export function owedToFinder(
  parts: readonly ProspectPart[],
  takers: ReadonlySet<PartnerId>,
): readonly ProspectPart[] {
  const taken = sumOf(parts.filter(({ partnerId }) => takers.has(partnerId)));
  const finder = parts.find(({ isVendors }) => isVendors);
  return parts.map((part) => {
    if (part === finder) return { ...part, weightPpm: part.weightPpm + taken };
    return takers.has(part.partnerId) ? { ...part, weightPpm: 0 } : part;
  });
}

/** What a part is, by what it weighs: who brought nothing helps as before, or as is said. */
export function roleOf(part: ProspectPart, otherwise: PartRole): PartRole {
  if (part.weightPpm > 0 || part.isVendors) return "SOURCED";
  return part.role === "SOURCED" ? otherwise : part.role;
}
