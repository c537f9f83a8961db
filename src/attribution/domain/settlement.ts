import type { AttributionPolicyId, LeadId, PartnerId } from "../../kernel/index.ts";
import { toPpm, WHOLE_PPM } from "../../kernel/index.ts";

import { helpersUnder, sharesUnder } from "./models.ts";
import type { AttributionModel, Touch, Touched, TouchRole, Weighing } from "./models.ts";

/** What those did who brought nothing: they stand in the INFLUENCED book. */
export type HelpingRole = "CO_SELL" | "INFLUENCED" | "DELIVERED";

/** How much of a lead is owed to one partner in one book, in parts per million. */
export interface AttributionShare {
  readonly leadId: LeadId;
  readonly partnerId: PartnerId;
  readonly book: "SOURCED" | "INFLUENCED";
  readonly role: TouchRole;
  readonly model: AttributionModel | "DECISION";
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

/** A policy that is in force, and what it spreads a lead over. */
export interface Spread {
  readonly policy: Weighing & { readonly id: AttributionPolicyId };
  readonly acceptedAt: Date | null;
  readonly touches: readonly Touch[];
}

/** A lead as it is settled: whoever found it, mostly by registering it. */
export interface Settling {
  readonly id: LeadId;
  readonly partnerId: PartnerId;
  readonly claimedAt: Date;
}

type Settled = Pick<AttributionShare, "leadId" | "settledAt" | "policyId">;

/**
 * DEAL_REGISTRATION: who found the lead, mostly by registering it, has all of it. Where a decision shares the prospect,
 * those who brought it have it by their weights, and who helps to sell stands in the other book. The
 * SOURCED shares add up to exactly a million.
 */
export function settle(
  lead: Pick<Settling, "id" | "partnerId">,
  sharing: readonly Sharing[],
  settledAt: Date,
): readonly AttributionShare[] {
  const settled = { leadId: lead.id, settledAt, policyId: null };
  const weights = weightsOf(sharing);
  if (weights.size === 0) {
    const finder = new Map([[lead.partnerId, 1n]]);
    return [finderHasAll(settled, lead.partnerId), ...helpersOf(settled, sharing, finder)];
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
  return [...sourced, ...helpersOf(settled, sharing, weights)];
}

/**
 * By a policy: the SOURCED shares are those of its model, and add up to exactly a million. All others who
 * had to do with the lead in time stand in the other book.
 */
export function settleBy(
  { policy, acceptedAt, touches }: Spread,
  lead: Settling,
  settledAt: Date,
): readonly AttributionShare[] {
  const { partnerId: finder, claimedAt } = lead;
  const touched: Touched = { finder, claimedAt, acceptedAt, milestoneAt: settledAt };
  const settled = { leadId: lead.id, settledAt, policyId: policy.id, model: policy.model };
  const sourced = sharesUnder(policy, touched, touches).map((share): AttributionShare => ({
    ...{ ...settled, ...share },
    book: "SOURCED",
    role: "SOURCED",
  }));
  const owed = new Set(sourced.map(({ partnerId }) => partnerId));
  const registration: Touch = { partnerId: finder, role: "SOURCED", occurredAt: claimedAt };
  const helpers = helpersUnder(policy, touched, [registration, ...touches], owed);
  const influenced = helpers.map(({ partnerId, role }, index): AttributionShare => ({
    ...{ ...settled, partnerId },
    book: "INFLUENCED",
    role: role === "SOURCED" ? "INFLUENCED" : role,
    sharePpm: WHOLE_PPM,
    touchRank: sourced.length + index + 1,
  }));
  return [...sourced, ...influenced];
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

/** The overlay is added to nothing: each who helped has all of it. */
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
