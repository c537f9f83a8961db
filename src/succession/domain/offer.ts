import type { LeadId, Refusal } from "../../kernel/index.ts";
import { refuse } from "../../kernel/index.ts";

import { heldByOthers } from "./transfer.ts";
import type { TransferFacts } from "./transfer.ts";

export const OFFER_STATES = {
  OFFERED: "The partner has to answer, until `expiresAt`.",
  ACCEPTED: "The partner took it; `takenLead` is its own lead.",
  DECLINED: "The partner did not want it.",
  EXPIRED: "It was not answered in time.",
  WITHDRAWN: "The vendor offers it no more.",
} as const;
export type OfferState = keyof typeof OFFER_STATES;

/** What a partner does that takes a lead which the vendor found: it never counts as its source. */
export const OFFER_ROLES = {
  CO_SELL: "It helps to sell.",
  DELIVERED: "It delivers what is sold.",
} as const;
export type OfferRole = keyof typeof OFFER_ROLES;

const DAY_MS = 86_400_000;
/** Where nothing else is said, and at most. */
const DEFAULT_DAYS = 14;
const MOST_DAYS = 90;

/** Until when an offer stands; refuses what is over, or too far away. */
export function expiryOf(given: Date | null, at: Date): Date | Refusal {
  const expiresAt = given ?? new Date(at.getTime() + DEFAULT_DAYS * DAY_MS);
  const days = (expiresAt.getTime() - at.getTime()) / DAY_MS;
  if (days > 0 && days <= MOST_DAYS) return expiresAt;
  return refuse(
    "VALIDATION_FAILED",
    `expiresAt must lie ahead, by ${MOST_DAYS} days at most; got ${expiresAt.toISOString()}.`,
    { path: ["expiresAt"] },
  );
}

/** Whether a lead can be offered to a partner; null where it can. */
export function refuseOffer(
  leadId: LeadId,
  stage: string,
  { receiver, isVendors, holder, isHeldOtherwise, openConflictIds }: TransferFacts,
): Refusal | null {
  const path = ["partnerId"];
  if (!isVendors)
    return refuse("BUSINESS_RULE", `${leadId} is a partner's: it is transferred, not offered.`);
  if (!receiver || receiver.isVendor)
    return refuse("NOT_FOUND", "There is no such partner.", { path });
  if (receiver.state !== "ACTIVE")
    return refuse("BUSINESS_RULE", `The partner is ${receiver.state}, and takes no leads.`, {
      path,
    });
  if (!receiver.isEnrolled)
    return refuse(
      "BUSINESS_RULE",
      "The partner is not in the lead's program: enrol it there first (enrolPartner).",
      { path },
    );
  if (stage !== "SAL")
    return refuse(
      "BUSINESS_RULE",
      `A lead is offered once sales has accepted it, and before it is qualified; this one is ${stage}.`,
    );
  if (openConflictIds.length > 0)
    return refuse(
      "CONFLICT_OPEN",
      `It is not decided whose the prospect is: ${openConflictIds.join(", ")}. Decide that first.`,
      { details: { openConflictIds } },
    );
  if (isHeldOtherwise) return heldByOthers();
  if (holder === null) return null;
  return refuse(
    "DUPLICATE_LEAD",
    `The partner has the prospect already, as ${holder}: merge the two leads.`,
    { path, details: { existingLeadId: holder, matchedOn: [] } },
  );
}

/** An offer that nobody else answers until the transaction ends. */
export interface StandingOffer {
  readonly state: OfferState;
  readonly version: number;
  readonly expiresAt: Date;
}

/** Whether an offer can still end otherwise than by time; null where it can. */
export function refuseEnd(offer: StandingOffer, expectedVersion: number, at: Date): Refusal | null {
  if (offer.version !== expectedVersion)
    return refuse(
      "VERSION_CONFLICT",
      `The offer is at version ${offer.version}, not ${expectedVersion}: read it again.`,
      {
        path: ["expectedVersion"],
        details: { expectedVersion, currentVersion: offer.version },
      },
    );
  if (offer.state !== "OFFERED")
    return refuse("ALREADY_DONE", `The offer is ${offer.state}: nothing is left to answer.`);
  if (at < offer.expiresAt) return null;
  return refuse("BUSINESS_RULE", `The offer stood until ${offer.expiresAt.toISOString()}.`);
}

/** Whether the partner to which a lead is offered can take it now; null where it can. */
export function refuseTaking({ receiver, holder }: TransferFacts): Refusal | null {
  if (receiver?.state !== "ACTIVE")
    return refuse("BUSINESS_RULE", "Only an active partner takes leads; ask your channel manager.");
  if (!receiver.isEnrolled)
    return refuse(
      "BUSINESS_RULE",
      "You are not in the lead's program any more; ask your channel manager.",
    );
  return holder === null ? null : hasItAlready(holder);
}

// The partner's own lead of the same prospect stands in the way of a second one.
function hasItAlready(existingLeadId: LeadId): Refusal {
  return refuse(
    "DUPLICATE_LEAD",
    `Your lead ${existingLeadId} is for this person or company: go on with it, and decline the offer.`,
    { details: { existingLeadId, matchedOn: [] } },
  );
}
