import type { LeadId, PartnerId } from "../../kernel/index.ts";
import { toPpm } from "../../kernel/index.ts";

/** How much of a lead is owed to one partner in the SOURCED book, in parts per million. */
export interface AttributionShare {
  readonly leadId: LeadId;
  readonly partnerId: PartnerId;
  readonly book: "SOURCED";
  readonly role: "SOURCED";
  readonly model: "DEAL_REGISTRATION";
  readonly sharePpm: bigint;
  /** 1 for the earliest touch; decides who gets the odd cent. */
  readonly touchRank: number;
  readonly settledAt: Date;
}

/** DEAL_REGISTRATION: who registered the lead has all of it. The shares add up to exactly a million. */
export function settleByRegistration(
  lead: { readonly id: LeadId; readonly partnerId: PartnerId },
  settledAt: Date,
): readonly AttributionShare[] {
  const registrants = [lead.partnerId];
  const ppm = toPpm(registrants.map(() => 1n));
  return registrants.map((partnerId, index) => ({
    leadId: lead.id,
    partnerId,
    book: "SOURCED",
    role: "SOURCED",
    model: "DEAL_REGISTRATION",
    sharePpm: ppm[index] ?? 0n,
    touchRank: index + 1,
    settledAt,
  }));
}
