import { Field, ID, InputType, Int, ObjectType } from "type-graphql";

import type { InputReader } from "../../kernel/index.ts";
import { LeadType } from "../../leads/index.ts";
import { DateTimeScalar, Payload, payloadOf, UserError } from "../../platform/graphql/index.ts";
import type { Answer } from "../../platform/reading/index.ts";
import type { OfferRole } from "../domain/offer.ts";
import type { DeclineOffer, OfferLead, TouchOffer } from "../offer-lead.ts";

import { OfferRoleEnum, OfferType } from "./offer.type.ts";

@InputType("OfferLeadInput", {
  description: "A lead of the vendor's own, and to whom it is offered",
})
export class OfferLeadInput {
  @Field(() => ID, { description: "The lead, lead_…: accepted, and not qualified yet" })
  leadId: string;

  @Field(() => ID, { description: "The partner, prt_…" })
  partnerId: string;

  @Field(() => OfferRoleEnum, { description: "What the partner would be" })
  role: OfferRole;

  @Field(() => String, {
    description: "What the company needs, for the partner: up to 2,000 characters, and no persons",
  })
  need: string;

  @Field(() => String, {
    nullable: true,
    description: "What else the partner should know, up to 2,000 characters",
  })
  message?: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: "Until when it stands, 90 days at most; 14 days if left out",
  })
  expiresAt?: Date | null;
}

@InputType()
abstract class TouchOfferFields {
  @Field(() => ID, { description: "The offer, off_…" })
  offerId: string;

  @Field(() => Int, { description: "The offer's version as it was read" })
  expectedVersion: number;
}

@InputType("AcceptOfferInput", { description: "An offer that its partner takes" })
export class AcceptOfferInput extends TouchOfferFields {}

@InputType("WithdrawOfferInput", { description: "An offer that the vendor takes back" })
export class WithdrawOfferInput extends TouchOfferFields {}

@InputType("DeclineOfferInput", { description: "An offer that its partner does not want" })
export class DeclineOfferInput extends TouchOfferFields {
  @Field(() => String, { description: "Why, for the vendor: 1 to 2,000 characters" })
  reason: string;
}

/** What every mutation of one offer answers. */
export interface OfferPayload {
  readonly offer: Answer;
  readonly errors: readonly UserError[];
}

const payloadType = (verb: string) => payloadOf(verb, "offer", () => OfferType, "offer");
export const OfferLeadPayload = payloadType("offerLead");
export const WithdrawOfferPayload = payloadType("withdrawOffer");
export const DeclineOfferPayload = payloadType("declineOffer");

@ObjectType("AcceptOfferPayload", { description: "Result of acceptOffer", simpleResolvers: true })
@Payload()
export class AcceptOfferPayload {
  @Field(() => LeadType, {
    nullable: true,
    description: "The partner's own lead; null where nothing was done",
  })
  lead: Answer;

  @Field(() => OfferType, {
    nullable: true,
    description: "The offer as it is now; null where nothing was done",
  })
  offer: Answer;

  @Field(() => [UserError], { description: "What stood in the way; empty where it was done" })
  errors: readonly UserError[];
}

const LONGEST = 2_000;

export function readOfferLead(reader: InputReader, input: OfferLeadInput): OfferLead {
  return {
    leadId: reader.id(["leadId"], "lead", input.leadId),
    partnerId: reader.id(["partnerId"], "prt", input.partnerId),
    role: input.role,
    need: reader.text(["need"], input.need, LONGEST, "many"),
    message: reader.optionalText(["message"], input.message, LONGEST, "many"),
    expiresAt: input.expiresAt ?? null,
  };
}

export function readTouchOffer(reader: InputReader, input: TouchOfferFields): TouchOffer {
  return {
    offerId: reader.id(["offerId"], "off", input.offerId),
    expectedVersion: input.expectedVersion,
  };
}

export function readDeclineOffer(reader: InputReader, input: DeclineOfferInput): DeclineOffer {
  return {
    ...readTouchOffer(reader, input),
    reason: reader.text(["reason"], input.reason, LONGEST, "many"),
  };
}
