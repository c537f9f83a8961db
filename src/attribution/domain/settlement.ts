import type { AttributionPolicyId, LeadId, PartnerId } from "../../kernel/index.ts";
import { toPpm, WHOLE_PPM } from "../../kernel/index.ts";

import { helpersAmong, sharesUnder } from "./models.ts";
import type { AttributionModel, Touch, Touched, TouchRole, Weighing } from "./models.ts";

/** What those did who brought nothing: they stand in the INFLUENCED book. */
export type HelpingRole = "CO_SELL" | "INFLUENCED" | "DELIVERED";

/** How much of a lead is owed to one partner in one book, in parts per million. */
export interface AttributionShare {
  readonly leadId: LeadId;
  readonly partnerId: PartnerId;
  readonly book: "SOURCED" | "INFLUENCED";
  readonly role: TouchRole;
  readonly model: AttributionModel | "DECISION" | "CUSTOM";
  /** By which it was settled; null where its registrant has all, or a decision says who has what. */
  readonly policyId: AttributionPolicyId | null;
  readonly sharePpm: bigint;
  /** 1 for the earliest touch; decides who gets the odd cent. */
  readonly touchRank: number;
  readonly settledAt: Date;
}

/** Somebody with a part in a prospect that was decided to be shared, the earliest claim first. */
export interface Sharing {
  readonly partnerId: PartnerId;
  readonly weightPpm: number;
  readonly role: "SOURCED" | HelpingRole;
}

/** What somebody has of a lead as it is settled by hand. */
export interface PartByHand {
  readonly partnerId: PartnerId;
  readonly sharePpm: number;
}

/** A policy that is in force, under another model than DEAL_REGISTRATION. */
export type PolicyInForce = Weighing & { readonly id: AttributionPolicyId };

/** A lead as it is settled: whoever found it, mostly by registering it. */
export interface Settling {
  readonly id: LeadId;
  readonly partnerId: PartnerId;
  readonly claimedAt: Date;
  readonly acceptedAt: Date | null;
  /** When it became an SQL: what came later brings nobody anything. */
  readonly milestoneAt: Date;
}

type Settled = Pick<AttributionShare, "leadId" | "settledAt" | "policyId">;
type Standing = Settled & Pick<AttributionShare, "model">;

/**
 * DEAL_REGISTRATION: who found the lead, mostly by registering it, has all of it. Where a decision shares the prospect,
 * those who brought it have it by their weights, and who helps to sell stands in the other book, as does
 * whoever else had to do with it. The SOURCED shares add up to exactly a million.
 */
export function settle(
  lead: Pick<Settling, "id" | "partnerId">,
  sharing: readonly Sharing[],
  settledAt: Date,
  touches: readonly Touch[] = [],
): readonly AttributionShare[] {
  const settled = { leadId: lead.id, settledAt, policyId: null };
  const weights = weightsOf(sharing);
  if (weights.size === 0) {
    const finder = new Map([[lead.partnerId, 1n]]);
    const owed = [finderHasAll(settled, lead.partnerId), ...helpersOf(settled, sharing, finder)];
    return withOverlay({ ...settled, model: "DEAL_REGISTRATION" }, owed, touches);
  }
  const ppm = toPpm([...weights.values()]);
  const sourced = [...weights.keys()].map((partnerId, index): AttributionShare => ({
    ...settled,
    partnerId,
    book: "SOURCED",
    role: "SOURCED",
    model: "DECISION",
    sharePpm: ppm[index] ?? 0n,
    touchRank: index + 1,
  }));
  const owed = [...sourced, ...helpersOf(settled, sharing, weights)];
  return withOverlay({ ...settled, model: "DECISION" }, owed, touches);
}

/**
 * By a policy: the SOURCED shares are those of its model, and add up to exactly a million. All others who
 * had to do with the lead stand in the other book.
 */
export function settleBy(
  policy: PolicyInForce,
  lead: Settling,
  settledAt: Date,
  touches: readonly Touch[],
): readonly AttributionShare[] {
  const { partnerId: finder, claimedAt } = lead;
  const touched: Touched = { finder, ...lead };
  const settled = { leadId: lead.id, settledAt, policyId: policy.id, model: policy.model };
  const sourced = sharesUnder(policy, touched, touches).map((share): AttributionShare => ({
    ...{ ...settled, ...share },
    book: "SOURCED",
    role: "SOURCED",
  }));
  const registration: Touch = { partnerId: finder, role: "SOURCED", occurredAt: claimedAt };
  return withOverlay(settled, sourced, [registration, ...touches]);
}

/** The overlay is added to nothing: whoever else had to do with the lead has all of it. */
function withOverlay(
  settled: Standing,
  owed: readonly AttributionShare[],
  touches: readonly Touch[],
): readonly AttributionShare[] {
  const known = new Set(owed.map(({ partnerId }) => partnerId));
  const overlay = helpersAmong(touches, known).map(({ partnerId, role }, index) => ({
    ...{ ...settled, partnerId },
    book: "INFLUENCED" as const,
    role: role === "SOURCED" ? ("INFLUENCED" as const) : role,
    sharePpm: WHOLE_PPM,
    touchRank: owed.length + index + 1,
  }));
  return [...owed, ...overlay];
}

/** By hand, as two persons or the decision of a dispute say: all others who had to do with the lead stand in the other book. */
export function settleByHand(
  lead: Pick<Settling, "id">,
  parts: readonly PartByHand[],
  settledAt: Date,
  touches: readonly Touch[],
): readonly AttributionShare[] {
  const settled = { leadId: lead.id, settledAt, policyId: null, model: "CUSTOM" as const };
  const sourced = parts.map(({ partnerId, sharePpm }, index): AttributionShare => ({
    ...{ ...settled, partnerId, sharePpm: BigInt(sharePpm) },
    book: "SOURCED",
    role: "SOURCED",
    touchRank: index + 1,
  }));
  return withOverlay(settled, sourced, touches);
}

function finderHasAll(settled: Settled, partnerId: PartnerId): AttributionShare {
  const [sharePpm = 0n] = toPpm([1n]);
  return {
    ...settled,
    partnerId,
    book: "SOURCED",
    role: "SOURCED",
    model: "DEAL_REGISTRATION",
    sharePpm,
    touchRank: 1,
  };
}

/** What each partner brought, in all of its leads; who brought nothing is not among them. */
function weightsOf(sharing: readonly Sharing[]): ReadonlyMap<PartnerId, bigint> {
  const weights = new Map<PartnerId, bigint>();
  for (const { partnerId, weightPpm, role } of sharing) {
    if (role !== "SOURCED" || weightPpm === 0) continue;
    weights.set(partnerId, (weights.get(partnerId) ?? 0n) + BigInt(weightPpm));
  }
  return weights;
}

/** Who helps as it was decided: in the overlay, of which each has all. */
function helpersOf(
  settled: Settled,
  sharing: readonly Sharing[],
  weights: ReadonlyMap<PartnerId, bigint>,
): readonly AttributionShare[] {
  const helpers = new Map<PartnerId, HelpingRole>();
  for (const { partnerId, role } of sharing) {
    if (role !== "SOURCED" && !weights.has(partnerId)) helpers.set(partnerId, role);
  }
  return [...helpers].map(([partnerId, role], index) => ({
    ...settled,
    partnerId,
    book: "INFLUENCED",
    role,
    model: "DECISION",
    sharePpm: 1_000_000n,
    touchRank: weights.size + index + 1,
  }));
}
